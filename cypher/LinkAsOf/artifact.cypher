// The artifact in its current state.
//
// child  Artifact
WITH parent.artifact AS child
