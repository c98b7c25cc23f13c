// Stories as lines tell them, of those ids.
//
// param    ids
// returns  id, title, synopsis, metadata, created_at, updated_at, current_run_id
UNWIND $ids AS id
MATCH (story:Story {id: id})
OPTIONAL MATCH (story)-[:CURRENT_RUN]->(run:Run)
RETURN
  id,
  story.title AS title,
  story.synopsis AS synopsis,
  story.metadata AS metadata,
  toString(datetime({datetime: story.created_at, timezone: 'Z'})) AS created_at,
  CASE WHEN story.updated_at IS NOT NULL
    THEN toString(datetime({datetime: story.updated_at, timezone: 'Z'})) END AS updated_at,
  run.id AS current_run_id
ORDER BY id
