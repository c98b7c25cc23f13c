// Runs as lines tell them, of those ids.
//
// param    ids
// returns  id, story_id, session_id, workflow, status, error
// returns  created_at, started_at, finished_at, last_seen_at, retry_of_id
UNWIND $ids AS id
MATCH (run:Run {id: id})
OPTIONAL MATCH (story:Story)-[:HAS_RUN]->(run)
OPTIONAL MATCH (run)-[:RETRY_OF]->(retried:Run)
RETURN
  id,
  story.id AS story_id,
  run.session_id AS session_id,
  run.workflow AS workflow,
  run.status AS status,
  run.error AS error,
  toString(datetime({datetime: run.created_at, timezone: 'Z'})) AS created_at,
  CASE WHEN run.started_at IS NOT NULL
    THEN toString(datetime({datetime: run.started_at, timezone: 'Z'})) END AS started_at,
  CASE WHEN run.finished_at IS NOT NULL
    THEN toString(datetime({datetime: run.finished_at, timezone: 'Z'})) END AS finished_at,
  CASE WHEN run.last_seen_at IS NOT NULL
    THEN toString(datetime({datetime: run.last_seen_at, timezone: 'Z'})) END AS last_seen_at,
  retried.id AS retry_of_id
ORDER BY id
