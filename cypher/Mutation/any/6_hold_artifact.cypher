// Holds an artifact as it is to the end of the transaction.
//
// param    artifact_id
// returns  rev, kind, state
//
// Setting what was read takes the lock, so that what is read after it is the latest.
MATCH (artifact:Artifact {id: $artifact_id})
SET artifact.rev = artifact.rev + 0
RETURN artifact.rev AS rev, artifact.kind AS kind, artifact.state AS state
