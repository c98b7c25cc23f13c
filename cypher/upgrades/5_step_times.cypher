// Gives a time of creation to the steps that older versions wrote without one: that of their runs.
MATCH (step:AgentStep)<-[:HAS_STEP]-(run:Run)
WHERE step.created_at IS NULL
CALL (step, run) {
  SET step.created_at = run.created_at
} IN TRANSACTIONS OF 1000 ROWS
