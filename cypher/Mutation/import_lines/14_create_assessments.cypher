// Creates those of the assessments that are not there yet, of artifacts that are held.
//
// param  rows
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.artifact_id})
MERGE (assessment:Assessment {id: row.id})
ON CREATE SET
  assessment.kind = row.kind,
  assessment.score = row.score,
  assessment.by = row.by,
  assessment.note = row.note,
  assessment.created_at = datetime(row.created_at)
MERGE (assessment)-[:ASSESSES]->(artifact)
