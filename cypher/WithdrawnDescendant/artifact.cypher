// The descendant.
//
// child  Artifact
WITH parent.artifact AS child
