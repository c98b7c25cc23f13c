// Returns the kind of an artifact, which never changes.
//
// param    artifact_id
// returns  kind
MATCH (artifact:Artifact {id: $artifact_id})
RETURN artifact.kind AS kind
