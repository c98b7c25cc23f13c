// Puts an artifact, which the transaction holds, into a state.
//
// param  artifact_id, state
MATCH (artifact:Artifact {id: $artifact_id})
SET artifact.state = $state
