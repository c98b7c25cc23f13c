// Says which run or step each of these runs or steps tries again.
//
// param  rows
UNWIND $rows AS row
MATCH (newer:Run|AgentStep {id: row.id})
MATCH (older:Run|AgentStep {id: row.retry_of_id})
CREATE (newer)-[:RETRY_OF]->(older)
