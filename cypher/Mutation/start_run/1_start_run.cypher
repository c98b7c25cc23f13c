// Starts a run whose revision was just raised.
//
// param  id
MATCH (run:Run {id: $id})
SET run.status = 'running', run.started_at = datetime()
