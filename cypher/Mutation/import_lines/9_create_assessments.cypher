// Creates the assessments, of artifacts that are held.
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
  created_at: datetime(row.created_at)
})
CREATE (assessment)-[:ASSESSES]->(artifact)
