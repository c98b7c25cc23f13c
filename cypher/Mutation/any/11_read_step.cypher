// How far a step has come, and its run.
//
// param    id
// returns  status, run, run_status
MATCH (step:AgentStep {id: $id})<-[:HAS_STEP]-(run:Run)
RETURN step.status AS status, run.id AS run, run.status AS run_status
