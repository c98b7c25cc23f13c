// The artifact as it is now.
//
// child  Artifact
WITH parent.artifact AS child
