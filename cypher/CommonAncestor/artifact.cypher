// The common ancestor.
//
// child  Artifact
WITH parent.artifact AS child
