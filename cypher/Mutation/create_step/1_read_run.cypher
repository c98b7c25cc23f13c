// How far a run has come, the highest order among its steps, and the time.
//
// param    id
// returns  status, highest, now
MATCH (run:Run {id: $id})
OPTIONAL MATCH (run)-[:HAS_STEP]->(step:AgentStep)
RETURN run.status AS status, max(step.step_order) AS highest, toString(datetime()) AS now
