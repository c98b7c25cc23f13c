// Starts a step of a run that is locked.
//
// param  id
MATCH (step:AgentStep {id: $id})
SET step.status = 'running', step.started_at = datetime(), step.last_seen_at = datetime()
