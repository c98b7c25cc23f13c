// The number of the attempt: 1 for a first one, or else one more than that of the run that it tries again.
//
// child  Int
MATCH (parent)-[:RETRY_OF*0..]->(tried:Run)
WITH count(tried) AS child
