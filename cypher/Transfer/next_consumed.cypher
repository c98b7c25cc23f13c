// The next of what runs used as lines tell it, in the order of the keys.
//
// param    after, count
// returns  after, run_id, artifact_id, stage, direction
MATCH (run:Run)-[link:CONSUMED]->(artifact:Artifact)
WHERE link.key > $after
RETURN
  link.key AS after,
  run.id AS run_id,
  artifact.id AS artifact_id,
  link.stage AS stage,
  'consumed' AS direction
ORDER BY after
LIMIT $count
