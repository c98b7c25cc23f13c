// Creates artifacts, each made by its step if it has one.
//
// param  artifacts
UNWIND $artifacts AS row
CREATE (artifact:Artifact {id: row.id, rev: 1})
SET artifact.kind = row.kind,
    artifact.media_type = row.media_type,
    artifact.state = row.state,
    artifact.name = row.name,
    artifact.sha256 = row.sha256,
    artifact.size = row.size,
    artifact.metadata = row.metadata,
    artifact.created_at = coalesce(row.created_at, datetime())
WITH artifact, row
MATCH (step:AgentStep {id: row.step_id})
CREATE (step)-[:CREATED]->(artifact)
