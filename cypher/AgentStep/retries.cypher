// The steps that are direct retries of this step, oldest first.
//
// child  AgentStep
// page   child.created_at, child.id
MATCH (child:AgentStep)-[:RETRY_OF]->(parent)
