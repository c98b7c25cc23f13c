// Ends a run whose revision was just raised.
//
// param  id, status, error
MATCH (run:Run {id: $id})
SET run.status = $status, run.error = $error, run.finished_at = datetime()
