// Sets the current runs of stories that are locked, each `{story_id, run_id}`.
//
// param  rows
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})-[:HAS_RUN]->(run:Run {id: row.run_id})
OPTIONAL MATCH (story)-[old:CURRENT_RUN]->(:Run)
WITH story, run, collect(old) AS olds
FOREACH (old IN olds | DELETE old)
CREATE (story)-[:CURRENT_RUN]->(run)
