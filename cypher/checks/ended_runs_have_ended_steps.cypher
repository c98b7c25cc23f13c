// A run that has ended has no step that has not.
//
// rows  run, step, status
MATCH (step:AgentStep)<-[:HAS_STEP]-(run:Run)
WHERE step.status IN ['pending', 'running'] AND run.status IN ['completed', 'failed', 'cancelled']
RETURN run.id AS run, step.id AS step, step.status AS status
