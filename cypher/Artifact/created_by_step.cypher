// The step that created the artifact, or null when none is recorded.
//
// child  AgentStep
MATCH (child:AgentStep)-[:CREATED]->(parent)
