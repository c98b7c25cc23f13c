// The step that created the artifact, or null.
//
// child  AgentStep
MATCH (child:AgentStep)-[:CREATED]->(parent)
