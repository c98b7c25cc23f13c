// Starts a run that is locked.
//
// param  id
MATCH (run:Run {id: $id})
SET run.status = 'running', run.started_at = datetime(), run.last_seen_at = datetime()
