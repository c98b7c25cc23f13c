// Makes runs the current ones of their stories where those have none.
//
// param  rows
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})-[:HAS_RUN]->(run:Run {id: row.run_id})
WHERE NOT EXISTS { (story)-[:CURRENT_RUN]->(:Run) }
CREATE (story)-[:CURRENT_RUN]->(run)
