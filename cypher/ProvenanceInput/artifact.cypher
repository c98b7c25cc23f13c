// The source.
//
// child  Artifact
WITH parent.artifact AS child
