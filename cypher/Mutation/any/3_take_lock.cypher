// Takes the lock of that name, and holds it to the end of the transaction.
//
// param    name
// returns  n
MERGE (lock:Lock {name: $name})
SET lock.n = coalesce(lock.n, 0) + 1
RETURN lock.n AS n
