// Cancels the steps that had not ended when their runs did, at the moment when these ended.
//
// A step that started later, as older versions allowed, ends when it starts. Each is written before
// its status is looked at again, and so locked: an older copy may end it meanwhile.
MATCH (step:AgentStep)<-[:HAS_STEP]-(run:Run)
WHERE step.status IN ['pending', 'running'] AND run.status IN ['completed', 'failed', 'cancelled']
CALL (step, run) {
  SET step.status = step.status
  WITH step, run
  WHERE step.status IN ['pending', 'running']
  SET step.status = 'cancelled',
      step.finished_at = CASE WHEN step.started_at > run.finished_at THEN step.started_at ELSE run.finished_at END
} IN TRANSACTIONS OF 1000 ROWS
