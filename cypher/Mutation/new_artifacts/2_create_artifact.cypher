// Creates an artifact, made by its step if it has one.
//
// param  artifact
//
// One map, since the graph plans a statement anew for each length of a text parameter.
CREATE (artifact:Artifact:Entity {id: $artifact.id, rev: 1, created_at: datetime()})
SET artifact.kind = $artifact.kind,
    artifact.media_type = $artifact.media_type,
    artifact.state = $artifact.state,
    artifact.name = $artifact.name,
    artifact.sha256 = $artifact.sha256,
    artifact.size = $artifact.size,
    artifact.metadata = $artifact.metadata
WITH artifact
MATCH (step:AgentStep {id: $artifact.step_id})
CREATE (step)-[:CREATED]->(artifact)
