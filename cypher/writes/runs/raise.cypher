// Raises the revision of a run, which holds it, and returns its status.
//
// param    id
// returns  rev, status
MATCH (run:Run {id: $id})
SET run.rev = run.rev + 1
RETURN run.rev AS rev, run.status AS status
