// The run whose results the story shows, or null when none was set.
//
// child  Run
MATCH (parent)-[:CURRENT_RUN]->(child:Run)
