// The newer artifact.
//
// child  Artifact
WITH startNode(parent) AS child
