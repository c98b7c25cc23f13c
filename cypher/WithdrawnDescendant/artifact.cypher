// The artifact.
//
// child  Artifact
WITH parent.artifact AS child
