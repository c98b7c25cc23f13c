// Creates a run that has not begun, with the event of it.
//
// param  id, session_id, workflow, event
CREATE (run:Run {id: $id, rev: 1, created_at: datetime(), status: 'pending'})
SET run.session_id = $session_id, run.workflow = $workflow
CREATE (event:Event {key: run.id + ':' + run.rev, at: run.created_at})-[:ABOUT]->(run)
SET event += $event
