// Keeps what a request asked and what it was answered, so that it can be answered again.
//
// param  key, hash, answer
MATCH (request:Request {key: $key})
SET request.hash = $hash, request.answer = $answer
