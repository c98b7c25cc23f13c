// Returns the status of a step, its run, and the status of that, both null without a run.
//
// param    id
// returns  status, run_id, run_status
MATCH (step:AgentStep {id: $id})
OPTIONAL MATCH (step)<-[:HAS_STEP]-(run:Run)
RETURN step.status AS status, run.id AS run_id, run.status AS run_status
