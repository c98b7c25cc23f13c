// Takes an artifact to its next revision, holds it, and tells the state it is in.
//
// param    artifact_id
// returns  rev, state, pruned
//
// Removing a property that no artifact has takes the lock of a write: what is read after it is the
// latest. The increment alone would take a lock that deadlocks with the event that follows, in half
// of the transactions that wait for it. The name must be one that the graph knows.
MATCH (artifact:Artifact {id: $artifact_id})
REMOVE artifact.slot
WITH artifact
SET artifact.rev = artifact.rev + 1
RETURN artifact.rev AS rev, artifact.state AS state, artifact.pruned_at IS NOT NULL AS pruned
