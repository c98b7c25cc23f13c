// Takes a run to its next revision, holds it, and tells the status it is in.
//
// param    id
// returns  rev, status
MATCH (run:Run {id: $id})
SET run.rev = run.rev + 1
RETURN run.rev AS rev, run.status AS status
