// Whether a request was answered before.
//
// param    key
// returns  is_answered
OPTIONAL MATCH (request:Request {key: $key})
RETURN request.hash IS NOT NULL AS is_answered
