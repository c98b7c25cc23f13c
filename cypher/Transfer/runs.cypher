// Runs as lines tell them, of those ids.
//
// param    ids
// returns  id, story_id, session_id, workflow, status, error, created_at, started_at, finished_at
UNWIND $ids AS id
MATCH (run:Run {id: id})
OPTIONAL MATCH (story:Story)-[:HAS_RUN]->(run)
RETURN
  id,
  story.id AS story_id,
  run.session_id AS session_id,
  run.workflow AS workflow,
  run.status AS status,
  run.error AS error,
  toString(run.created_at) AS created_at,
  toString(run.started_at) AS started_at,
  toString(run.finished_at) AS finished_at
ORDER BY id
