// What runs made and took as lines tell it, of those runs.
//
// param    ids
// returns  run_id, artifact_id, stage, direction
UNWIND $ids AS id
MATCH (run:Run {id: id})-[link:PRODUCED|CONSUMED]->(artifact:Artifact)
RETURN
  run.id AS run_id,
  artifact.id AS artifact_id,
  link.stage AS stage,
  CASE type(link) WHEN 'PRODUCED' THEN 'produced' ELSE 'consumed' END AS direction
ORDER BY direction DESC, link.key
