// What the runs and steps of those ids try again, and what these try again, and so on.
//
// param    ids
// returns  id, retry_of_id
UNWIND $ids AS start
MATCH (:Run|AgentStep {id: start})-[:RETRY_OF*0..]->(newer)-[:RETRY_OF]->(older)
RETURN DISTINCT newer.id AS id, older.id AS retry_of_id
