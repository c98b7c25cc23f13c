// Keeps what each request asked and what it was answered, so that it can be answered again.
//
// param  answers
UNWIND $answers AS answered
MATCH (request:Request {key: answered.key})
SET request.hash = answered.hash, request.answer = answered.answer
