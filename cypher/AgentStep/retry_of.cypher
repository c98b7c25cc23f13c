// The step of which this step is a retry, or null when this step is a first attempt.
//
// child  AgentStep
MATCH (parent)-[:RETRY_OF]->(child:AgentStep)
