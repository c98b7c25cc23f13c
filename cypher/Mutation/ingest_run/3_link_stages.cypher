// Says what a run produced and consumed, each `{artifact, stage, key}`.
//
// param  run, produced, consumed
MATCH (run:Run {id: $run})
CALL (run) {
  UNWIND $produced AS row
  MATCH (artifact:Artifact {id: row.artifact})
  CREATE (run)-[:PRODUCED {stage: row.stage, key: row.key}]->(artifact)
}
CALL (run) {
  UNWIND $consumed AS row
  MATCH (artifact:Artifact {id: row.artifact})
  CREATE (run)-[:CONSUMED {stage: row.stage, key: row.key}]->(artifact)
}
