// Returns the status of runs.
//
// param    ids
// returns  id, status
UNWIND $ids AS id
MATCH (run:Run {id: id})
RETURN id, run.status AS status
