// The step, as it is now.
//
// child   AgentStep
// source  step_id
MATCH (child:AgentStep {id: $step_id})
