// The next ids of steps, in their order.
//
// param    after, count
// returns  after, id
MATCH (step:AgentStep)
WHERE step.id > $after
RETURN step.id AS after, step.id AS id
ORDER BY after
LIMIT $count
