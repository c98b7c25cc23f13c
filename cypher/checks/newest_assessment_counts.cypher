// The newest assessment of each kind holds its artifact's slot for that kind, and no other does.
//
// rows  assessment, slot, expected
MATCH (assessment:Assessment)
OPTIONAL MATCH (assessment)-[:ASSESSES]->(artifact:Artifact)
WITH assessment, artifact
ORDER BY assessment.created_at DESC, assessment.id DESC
WITH artifact, assessment.kind AS kind, collect(assessment) AS assessments
UNWIND range(0, size(assessments) - 1) AS place
WITH artifact, assessments[place] AS assessment,
  CASE place WHEN 0 THEN artifact.id + '|' + kind END AS expected
WHERE artifact IS NULL OR coalesce(assessment.slot, '') <> coalesce(expected, '')
RETURN assessment.id AS assessment, assessment.slot AS slot, expected
