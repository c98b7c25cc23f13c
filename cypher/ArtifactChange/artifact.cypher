// The artifact, as it is now, or null in the first message.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
