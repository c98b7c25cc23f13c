// How far a run has come.
//
// param    id
// returns  status
MATCH (run:Run {id: $id})
RETURN run.status AS status
