// Ends a run that is locked, and cancels those of its steps that have not ended.
//
// param  id, status, error
//
// A step whose recorded start is later, by the clock of its client, ends when it starts.
MATCH (run:Run {id: $id})
SET run.status = $status, run.error = $error, run.finished_at = datetime(),
    run.last_seen_at = datetime()
WITH run
MATCH (run)-[:HAS_STEP]->(step:AgentStep)
WHERE step.status IN ['pending', 'running']
SET step.status = 'cancelled',
    step.finished_at = CASE WHEN step.started_at > run.finished_at THEN step.started_at ELSE run.finished_at END
