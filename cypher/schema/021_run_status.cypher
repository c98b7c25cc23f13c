// Runs are found by their status.
CREATE INDEX run_status IF NOT EXISTS
FOR (node:Run) ON (node.status)
