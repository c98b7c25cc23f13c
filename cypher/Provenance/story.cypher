// The story of that run, or null.
//
// child  Story
WITH parent.step AS step
MATCH (child:Story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(step)
