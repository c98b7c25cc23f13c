// Creates those of the runs that are not there yet, each of its story if it has one.
//
// param  rows
UNWIND $rows AS row
MERGE (run:Run {id: row.id})
ON CREATE SET
  run.session_id = row.session_id,
  run.workflow = row.workflow,
  run.status = row.status,
  run.error = row.error,
  run.created_at = datetime(row.created_at),
  run.started_at = datetime(row.started_at),
  run.finished_at = datetime(row.finished_at),
  run.rev = 0
WITH run, row
MATCH (story:Story {id: row.story_id})
MERGE (story)-[:HAS_RUN]->(run)
