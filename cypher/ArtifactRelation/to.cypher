// The source, from which `from` was made.
//
// child  Artifact
WITH endNode(parent) AS child
