// The story of the run, or null when the run has none.
//
// child  Story
WITH parent.step AS step
MATCH (child:Story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(step)
