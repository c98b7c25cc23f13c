// The artifact that is its primary in the role now.
//
// child  Artifact
WITH parent.primary AS child
