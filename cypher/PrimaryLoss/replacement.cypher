// The artifact that would become the primary, or null when no other linked artifact can.
//
// child  Artifact
WITH parent.replacement AS child
