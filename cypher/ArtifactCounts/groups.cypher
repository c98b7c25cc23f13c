// The groups, the largest first.
//
// child  ArtifactCount
// list   child.count DESC, child.agent, child.model, child.state, child.kind
UNWIND parent.groups AS child
