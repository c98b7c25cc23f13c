// The run whose results the story shows, or null.
//
// child  Run
MATCH (parent)-[:CURRENT_RUN]->(child:Run)
