// The newer artifact, which was made from the source.
//
// child  Artifact
WITH startNode(parent) AS child
