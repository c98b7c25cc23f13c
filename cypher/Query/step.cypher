// The step with this id, or null when there is none.
//
// child  AgentStep
MATCH (child:AgentStep {id: $id})
