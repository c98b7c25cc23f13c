// The artifact with that id, or null.
//
// child  Artifact
MATCH (child:Artifact {id: $id})
