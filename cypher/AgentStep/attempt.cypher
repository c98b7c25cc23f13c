// The number of the attempt: 1 for a first one, or else one more than that of the step that it tries again.
//
// child  Int
MATCH (parent)-[:RETRY_OF*0..]->(tried:AgentStep)
WITH count(tried) AS child
