// The step of run `b`, or null when run `b` has no such step.
//
// child  AgentStep
WITH parent.b AS child
