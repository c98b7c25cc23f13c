// The artifacts with gaps, oldest first.
//
// child  ProvenanceGap
// list   child.artifact.created_at, child.artifact.id
UNWIND parent.artifacts AS child
