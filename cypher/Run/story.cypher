// The story that the run is for, or null when the run has only a session.
//
// child  Story
MATCH (child:Story)-[:HAS_RUN]->(parent)
