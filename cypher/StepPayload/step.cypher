// The step in its current state.
//
// child   AgentStep
// source  step_id
MATCH (child:AgentStep {id: $step_id})
