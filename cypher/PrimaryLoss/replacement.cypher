// The artifact that would take its place, or null when the story has no other that can.
//
// child  Artifact
WITH parent.replacement AS child
