// The source.
//
// child  Artifact
WITH endNode(parent) AS child
