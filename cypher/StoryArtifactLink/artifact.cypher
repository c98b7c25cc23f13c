// The artifact.
//
// child  Artifact
WITH endNode(parent) AS child
