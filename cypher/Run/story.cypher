// The story that the run is for, or null when it belongs to a session only.
//
// child  Story
MATCH (child:Story)-[:HAS_RUN]->(parent)
