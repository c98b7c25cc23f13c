// The story of the run that created the artifact, or null.
//
// child  Story
MATCH (child:Story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(parent)
