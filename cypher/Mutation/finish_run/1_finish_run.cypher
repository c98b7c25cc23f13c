// Ends a run whose revision was just raised, with the event of it.
//
// param  id, status, error, event
MATCH (run:Run {id: $id})
SET run.status = $status, run.error = $error, run.finished_at = datetime()
CREATE (event:Event {key: run.id + ':' + run.rev, at: run.finished_at})-[:ABOUT]->(run)
SET event += $event
