// Steps of all runs, filtered by story, run, status, agent, model and time.
//
// child  AgentStep
// page   NEWEST: child.created_at DESC, child.id DESC
// page   OLDEST: child.created_at, child.id
MATCH (:Story {id: $where.story})-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(child:AgentStep) // if $where.story
MATCH (:Run {id: $where.run})-[:HAS_STEP]->(child:AgentStep) // if $where.run
MATCH (child:AgentStep)
WHERE true
AND child.status IN $where.statuses // if $where.statuses
AND child.agent = $where.agent // if $where.agent
AND child.model = $where.model // if $where.model
AND child.status = 'running' AND coalesce(child.last_seen_at, child.started_at, child.created_at) < datetime() - duration({seconds: $where.stale_after}) // if $where.stale_after
AND child.created_at >= $where.created_after // if $where.created_after
AND child.created_at < $where.created_before // if $where.created_before
