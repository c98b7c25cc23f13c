// Runs are found by their workflow.
CREATE INDEX run_workflow IF NOT EXISTS
FOR (node:Run) ON (node.workflow)
