// What runs made and used as lines tell it, of those runs.
//
// param    ids
// returns  run_id, artifact_id, stage, direction
UNWIND $ids AS id
MATCH (:Run {id: id})-[link:PRODUCED|CONSUMED]->(artifact:Artifact)
RETURN
  id AS run_id,
  artifact.id AS artifact_id,
  link.stage AS stage,
  toLower(type(link)) AS direction
ORDER BY run_id, stage, direction, artifact_id
