// Makes runs the current ones of their stories where those have none, and tells those that differ.
//
// param    rows
// returns  story_id, run_id
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})-[:HAS_RUN]->(run:Run {id: row.run_id})
OPTIONAL MATCH (story)-[:CURRENT_RUN]->(current:Run)
FOREACH (_ IN CASE WHEN current IS NULL THEN [1] ELSE [] END |
  CREATE (story)-[:CURRENT_RUN]->(run)
)
WITH row, current
WHERE current.id <> row.run_id
RETURN row.story_id AS story_id, current.id AS run_id
