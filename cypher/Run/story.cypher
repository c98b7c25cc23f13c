// The story that the run is for, or null.
//
// child  Story
MATCH (child:Story)-[:HAS_RUN]->(parent)
