// What was withdrawn, as it is now.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
