// Links runs to what they produced and consumed, where they are not linked yet.
//
// param  rows
UNWIND $rows AS row
MATCH (run:Run {id: row.run_id})
MATCH (artifact:Artifact {id: row.artifact_id})
FOREACH (_ IN CASE row.direction WHEN 'PRODUCED' THEN [1] ELSE [] END |
  MERGE (run)-[link:PRODUCED {key: row.key}]->(artifact)
  ON CREATE SET link.stage = row.stage
)
FOREACH (_ IN CASE row.direction WHEN 'CONSUMED' THEN [1] ELSE [] END |
  MERGE (run)-[link:CONSUMED {key: row.key}]->(artifact)
  ON CREATE SET link.stage = row.stage
)
