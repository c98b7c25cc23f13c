// Runs are found by their session.
CREATE INDEX run_session_id IF NOT EXISTS
FOR (node:Run) ON (node.session_id)
