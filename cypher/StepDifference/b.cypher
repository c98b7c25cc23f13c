// The step of the second run, or null when that run has no such step.
//
// child  AgentStep
WITH parent.b AS child
