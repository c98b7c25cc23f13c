// The run that this one tries again, or null when it is a first attempt.
//
// child  Run
MATCH (parent)-[:RETRY_OF]->(child:Run)
