// How often the lock of the lineage was taken.
//
// returns  n
OPTIONAL MATCH (lock:Lock {name: 'lineage'})
RETURN coalesce(lock.n, 0) AS n
