// How the artifact was made, or null when no step is recorded that created the artifact.
//
// child  {artifact, step}
MATCH (step:AgentStep)-[:CREATED]->(parent)
WITH {artifact: parent, step: step} AS child
