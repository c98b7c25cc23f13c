// Waits until every index can be used, for five minutes at most.
CALL db.awaitIndexes(300)
