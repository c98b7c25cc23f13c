// Takes locks, in the order given, and holds them to the end of the transaction.
//
// param    names
// returns  n
UNWIND $names AS name
MERGE (lock:Lock {name: name})
SET lock.n = coalesce(lock.n, 0) + 1
RETURN lock.n AS n
