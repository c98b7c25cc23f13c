// Holds an artifact as it is to the end of the transaction.
//
// param    artifact_id
// returns  rev, kind, state
//
// It is held as in raise_artifact, which says how.
MATCH (artifact:Artifact {id: $artifact_id})
REMOVE artifact.slot
WITH artifact
RETURN artifact.rev AS rev, artifact.kind AS kind, artifact.state AS state
