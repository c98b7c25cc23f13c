// Takes the request of that key, and holds it to the end of the transaction.
//
// param    key
// returns  hash, answer
MERGE (request:Request {key: $key})
ON CREATE SET request.created_at = datetime()
SET request.claims = coalesce(request.claims, 0) + 1
RETURN request.hash AS hash, request.answer AS answer
