// The next ids of runs, in their order.
//
// param    after, count
// returns  after, id
MATCH (run:Run)
WHERE run.id > $after
RETURN run.id AS after, run.id AS id
ORDER BY after
LIMIT $count
