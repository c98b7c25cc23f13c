// The common ancestors, sorted by the sum of their depths, ascending.
//
// child  CommonAncestor
// list   reduce(total = 0, depth IN child.depths | total + depth), child.artifact.id
UNWIND parent.artifacts AS child
