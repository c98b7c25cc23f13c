// Returns the status of a run, the highest order among its steps, and the time.
//
// param    run_id
// returns  status, highest, now
MATCH (run:Run {id: $run_id})
OPTIONAL MATCH (run)-[:HAS_STEP]->(step:AgentStep)
RETURN run.status AS status, max(step.step_order) AS highest, toString(datetime()) AS now
