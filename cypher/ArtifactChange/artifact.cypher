// The artifact in its current state, or null in the first message.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
