// The runs that are direct retries of this run, oldest first.
//
// child  Run
// page   child.created_at, child.id
MATCH (child:Run)-[:RETRY_OF]->(parent)
