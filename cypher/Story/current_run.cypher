// The run that was set as the current one, or null when none was.
//
// child  Run
MATCH (parent)-[:CURRENT_RUN]->(child:Run)
