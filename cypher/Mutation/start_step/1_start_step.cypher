// Starts a step.
//
// param  id
MATCH (step:AgentStep {id: $id})
SET step.status = 'running', step.started_at = datetime()
