// Starts a run whose revision was just raised, with the event of it.
//
// param  id, event
MATCH (run:Run {id: $id})
SET run.status = 'running', run.started_at = datetime()
CREATE (event:Event {key: run.id + ':' + run.rev, at: run.started_at})-[:ABOUT]->(run)
SET event += $event
