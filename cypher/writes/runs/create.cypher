// Creates runs, each of its story if it has one.
//
// param  rows, rev
UNWIND $rows AS row
CREATE (run:Run:Entity {
  id: row.id,
  session_id: row.session_id,
  workflow: row.workflow,
  status: row.status,
  error: row.error,
  created_at: coalesce(datetime(row.created_at), datetime()),
  started_at: datetime(row.started_at),
  finished_at: datetime(row.finished_at),
  last_seen_at: datetime(row.last_seen_at),
  rev: $rev
})
WITH run, row
MATCH (story:Story {id: row.story_id})
CREATE (story)-[:HAS_RUN]->(run)
