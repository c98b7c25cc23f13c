// The runs that try this one again, oldest first.
//
// child  Run
// page   child.created_at, child.id
MATCH (child:Run)-[:RETRY_OF]->(parent)
