// What is to be withdrawn.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
