// How often the lock of that name was taken.
//
// param    name
// returns  n
OPTIONAL MATCH (lock:Lock {name: $name})
RETURN coalesce(lock.n, 0) AS n
