// The step that this one tries again, or null when it is a first attempt.
//
// child  AgentStep
MATCH (parent)-[:RETRY_OF]->(child:AgentStep)
