// The next of what runs made as lines tell it, in the order of the keys.
//
// param    after, count
// returns  after, run_id, artifact_id, stage, direction
MATCH (run:Run)-[link:PRODUCED]->(artifact:Artifact)
WHERE link.key > $after
RETURN
  link.key AS after,
  run.id AS run_id,
  artifact.id AS artifact_id,
  link.stage AS stage,
  'produced' AS direction
ORDER BY after
LIMIT $count
