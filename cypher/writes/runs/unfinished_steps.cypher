// Returns how many steps of a run have not ended, and the first five of them.
//
// param    id
// returns  count, steps
MATCH (:Run {id: $id})-[:HAS_STEP]->(step:AgentStep)
WHERE step.status IN ['pending', 'running']
WITH step
ORDER BY step.step_order, step.id
WITH collect(step {.id, .name}) AS steps
RETURN size(steps) AS count, steps[..5] AS steps
