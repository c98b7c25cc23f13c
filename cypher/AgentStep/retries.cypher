// The steps that try this one again, oldest first.
//
// child  AgentStep
// page   child.created_at, child.id
MATCH (child:AgentStep)-[:RETRY_OF]->(parent)
