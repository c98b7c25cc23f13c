// The next ids of steps, in their order.
//
// param    after, count
// returns  id
MATCH (step:AgentStep)
WHERE step.id > $after
RETURN step.id AS id
ORDER BY id
LIMIT $count
