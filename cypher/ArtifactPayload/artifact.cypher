// The artifact in its current state.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
