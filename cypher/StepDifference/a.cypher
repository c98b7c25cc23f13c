// The step of the first run, or null when that run has no such step.
//
// child  AgentStep
WITH parent.a AS child
