// The common ancestors, those with the smallest sum of depths first.
//
// child  CommonAncestor
// list   reduce(total = 0, depth IN child.depths | total + depth), child.artifact.id
UNWIND parent.artifacts AS child
