// Those of the links of runs that the graph has, each by its `{type, key}`, as lines tell them.
//
// param    rows
// returns  run_id, artifact_id, stage, direction
UNWIND $rows AS row
CALL (row) {
  MATCH (run:Run)-[link:PRODUCED {key: row.key}]->(artifact:Artifact)
  USING INDEX SEEK link:PRODUCED(key)
  WHERE row.type = 'produced'
  RETURN run, link, artifact
  UNION ALL
  MATCH (run:Run)-[link:CONSUMED {key: row.key}]->(artifact:Artifact)
  USING INDEX SEEK link:CONSUMED(key)
  WHERE row.type = 'consumed'
  RETURN run, link, artifact
}
RETURN
  run.id AS run_id,
  artifact.id AS artifact_id,
  link.stage AS stage,
  row.type AS direction
