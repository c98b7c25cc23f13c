// Keeps what somebody thinks of an artifact.
//
// param  artifact_id, assessment
MATCH (artifact:Artifact {id: $artifact_id})
CREATE (assessment:Assessment:Entity {id: $assessment.id})-[:ASSESSES]->(artifact)
SET assessment.kind = $assessment.kind, assessment.score = $assessment.score,
    assessment.by = $assessment.by, assessment.note = $assessment.note,
    assessment.created_at = datetime()
