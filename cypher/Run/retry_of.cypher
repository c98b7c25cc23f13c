// The run of which this run is a retry, or null when this run is a first attempt.
//
// child  Run
MATCH (parent)-[:RETRY_OF]->(child:Run)
