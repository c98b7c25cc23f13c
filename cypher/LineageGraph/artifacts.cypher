// The artifacts of the lineage, nearest first, without the one that was asked about.
//
// child  LineageArtifact
// list   child.depth, child.artifact.id
UNWIND parent.artifacts AS child
