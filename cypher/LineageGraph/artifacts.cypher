// The artifacts of the lineage, nearest first.
//
// child  LineageArtifact
// list   child.depth, child.artifact.id
UNWIND parent.artifacts AS child
