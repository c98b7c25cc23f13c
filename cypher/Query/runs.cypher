// Runs, filtered by story, session, status, workflow and time.
//
// child  Run
// page   NEWEST: child.created_at DESC, child.id DESC
// page   OLDEST: child.created_at, child.id
MATCH (:Story {id: $where.story})-[:HAS_RUN]->(child:Run) // if $where.story
MATCH (child:Run)
WHERE true
AND child.session_id = $where.session // if $where.session
AND child.status IN $where.statuses // if $where.statuses
AND child.workflow = $where.workflow // if $where.workflow
AND child.status = 'running' AND coalesce(child.last_seen_at, child.started_at, child.created_at) < datetime() - duration({seconds: $where.stale_after}) // if $where.stale_after
AND child.created_at >= $where.created_after // if $where.created_after
AND child.created_at < $where.created_before // if $where.created_before
