// The artifact that served as input.
//
// child  Artifact
WITH parent.artifact AS child
