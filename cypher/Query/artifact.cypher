// The artifact with this id, or null when there is none.
//
// child  Artifact
MATCH (child:Artifact {id: $id})
