// The returned artifacts that were made in the run: created by one of its steps, or linked to it as PRODUCED.
//
// child  Artifact
// list   child.id
UNWIND parent.made AS child
