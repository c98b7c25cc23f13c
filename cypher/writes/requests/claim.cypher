// Takes the requests of those keys, and holds them to the end of the transaction.
//
// param    keys
// returns  key, hash, answer
//
// The keys are in ascending order, so that two writes with the same ones wait for one another.
UNWIND $keys AS key
MERGE (request:Request {key: key})
ON CREATE SET request.created_at = datetime()
SET request.claims = coalesce(request.claims, 0) + 1
RETURN key, request.hash AS hash, request.answer AS answer
