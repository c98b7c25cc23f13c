// The next primary: the newest other link of the role to a PUBLISHED artifact, else to a CANDIDATE, or null when there is neither.
//
// child  Artifact
WITH parent.replacement AS child
