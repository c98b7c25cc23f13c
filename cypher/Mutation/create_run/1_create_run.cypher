// Creates a run that has not begun.
//
// param  run
CREATE (run:Run:Entity {id: $run.id, rev: 1, created_at: datetime(), status: 'pending'})
SET run.session_id = $run.session_id, run.workflow = $run.workflow
