// Cancels the steps that had not ended when their runs did, at the moment when these ended.
//
// A step that started later, as older versions allowed, ends when it starts.
MATCH (step:AgentStep)<-[:HAS_STEP]-(run:Run)
WHERE step.status IN ['pending', 'running'] AND run.status IN ['completed', 'failed', 'cancelled']
CALL (step, run) {
  SET step.status = 'cancelled',
      step.finished_at = CASE WHEN step.started_at > run.finished_at THEN step.started_at ELSE run.finished_at END
} IN TRANSACTIONS OF 1000 ROWS
