// The returned artifacts that the run consumed.
//
// child  Artifact
// list   child.id
UNWIND parent.consumed AS child
