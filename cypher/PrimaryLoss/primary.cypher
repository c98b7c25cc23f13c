// The current primary of the role, which would be archived.
//
// child  Artifact
WITH parent.primary AS child
