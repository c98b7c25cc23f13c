// Ends a run whose revision was just raised.
//
// param  end
MATCH (run:Run {id: $end.id})
SET run.status = $end.status, run.error = $end.error, run.finished_at = datetime()
