// Takes an artifact to its next revision, holds it, and tells the state it is in.
//
// param    artifact_id
// returns  rev, state, pruned
//
// The increment comes first: it takes the lock, so that what is read after it is the latest.
MATCH (artifact:Artifact {id: $artifact_id})
SET artifact.rev = artifact.rev + 1
RETURN artifact.rev AS rev, artifact.state AS state, artifact.pruned_at IS NOT NULL AS pruned
