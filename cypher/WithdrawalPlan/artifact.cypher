// The artifact to withdraw.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
