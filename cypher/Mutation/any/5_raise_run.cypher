// Raises the revision of a run, which holds the run, and tells what it was before.
//
// param    id
// returns  rev, status
MATCH (run:Run {id: $id})
SET run.rev = run.rev + 1
RETURN run.rev - 1 AS rev, run.status AS status
