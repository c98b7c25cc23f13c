// Returns stories as they are.
//
// param    ids
// returns  id, rev, title, synopsis, metadata, current_run_id
UNWIND $ids AS id
MATCH (story:Story {id: id})
OPTIONAL MATCH (story)-[:CURRENT_RUN]->(run:Run)
RETURN
  id,
  story.rev AS rev,
  story.title AS title,
  story.synopsis AS synopsis,
  story.metadata AS metadata,
  run.id AS current_run_id
