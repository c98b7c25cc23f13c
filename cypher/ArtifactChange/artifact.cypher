// The artifact in its current state. Null in the first message of a subscription without `after`.
//
// child   Artifact
// source  artifact_id
MATCH (child:Artifact {id: $artifact_id})
