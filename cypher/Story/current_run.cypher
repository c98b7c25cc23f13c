// The current run of the story, or null when none is set.
//
// child  Run
MATCH (parent)-[:CURRENT_RUN]->(child:Run)
