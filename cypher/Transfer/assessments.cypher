// Assessments as lines tell them, of those ids.
//
// param    ids
// returns  id, artifact_id, kind, score, by, note, created_at
UNWIND $ids AS id
MATCH (assessment:Assessment {id: id})-[:ASSESSES]->(artifact:Artifact)
RETURN
  id,
  artifact.id AS artifact_id,
  assessment.kind AS kind,
  assessment.score AS score,
  assessment.by AS by,
  assessment.note AS note,
  toString(datetime({datetime: assessment.created_at, timezone: 'Z'})) AS created_at
ORDER BY id
