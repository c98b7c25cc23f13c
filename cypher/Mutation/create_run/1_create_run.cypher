// Creates a run that has not begun.
//
// param  id, session_id, workflow
CREATE (run:Run {id: $id, rev: 1, created_at: datetime(), status: 'pending'})
SET run.session_id = $session_id, run.workflow = $workflow
