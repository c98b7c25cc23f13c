// The derived artifact, which was made from `to`.
//
// child  Artifact
WITH startNode(parent) AS child
