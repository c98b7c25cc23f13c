// The artifacts of the lineage, nearest first, without the artifact whose lineage this is.
//
// child  LineageArtifact
// list   child.depth, child.artifact.id
UNWIND parent.artifacts AS child
