// The step with that id, or null.
//
// child  AgentStep
MATCH (child:AgentStep {id: $id})
