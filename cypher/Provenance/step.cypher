// The step that created the artifact.
//
// child  AgentStep
WITH parent.step AS child
