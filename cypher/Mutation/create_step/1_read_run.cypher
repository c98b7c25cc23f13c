// How far a run has come, and the highest order among its steps.
//
// param    id
// returns  status, highest
MATCH (run:Run {id: $id})
OPTIONAL MATCH (run)-[:HAS_STEP]->(step:AgentStep)
RETURN run.status AS status, max(step.step_order) AS highest
