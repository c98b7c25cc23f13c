// Attempt number: 1 for a first attempt. For a retry, the attempt number of `retryOf` plus 1.
//
// child  Int
MATCH (parent)-[:RETRY_OF*0..]->(tried:Run)
WITH count(tried) AS child
