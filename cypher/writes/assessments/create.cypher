// Creates assessments of artifacts that are held.
//
// param  rows
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.artifact_id})
CREATE (assessment:Assessment:Entity {
  id: row.id,
  kind: row.kind,
  score: row.score,
  by: row.by,
  note: row.note,
  created_at: coalesce(datetime(row.created_at), datetime())
})
CREATE (assessment)-[:ASSESSES]->(artifact)
