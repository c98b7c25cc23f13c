// Those of the runs that have ended.
//
// param    ids
// returns  id
UNWIND $ids AS id
MATCH (run:Run {id: id})
WHERE NOT run.status IN ['pending', 'running']
RETURN id
