// Says that a run produced or consumed an artifact in a stage.
//
// param  run_id, artifact_id, direction, stage, key
MATCH (run:Run {id: $run_id})
MATCH (artifact:Artifact {id: $artifact_id})
FOREACH (_ IN CASE $direction WHEN 'PRODUCED' THEN [1] ELSE [] END |
  CREATE (run)-[:PRODUCED {stage: $stage, key: $key}]->(artifact)
)
FOREACH (_ IN CASE $direction WHEN 'CONSUMED' THEN [1] ELSE [] END |
  CREATE (run)-[:CONSUMED {stage: $stage, key: $key}]->(artifact)
)
