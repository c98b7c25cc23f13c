// The run of the step that created the artifact, or null.
//
// child  Run
MATCH (child:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(parent)
