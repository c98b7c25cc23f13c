// The next ids of runs, in their order.
//
// param    after, count
// returns  id
MATCH (run:Run)
WHERE run.id > $after
RETURN run.id AS id
ORDER BY id
LIMIT $count
