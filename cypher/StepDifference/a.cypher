// The step of run `a`, or null when run `a` has no such step.
//
// child  AgentStep
WITH parent.a AS child
