// Creates the runs, each of its story if it has one.
//
// param  rows
UNWIND $rows AS row
CREATE (run:Run:Entity {
  id: row.id,
  session_id: row.session_id,
  workflow: row.workflow,
  status: row.status,
  error: row.error,
  created_at: datetime(row.created_at),
  started_at: datetime(row.started_at),
  finished_at: datetime(row.finished_at),
  rev: 0
})
WITH run, row
MATCH (story:Story {id: row.story_id})
CREATE (story)-[:HAS_RUN]->(run)
