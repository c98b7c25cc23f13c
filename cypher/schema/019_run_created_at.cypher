// Runs are paged by their creation.
CREATE INDEX run_created_at IF NOT EXISTS
FOR (node:Run) ON (node.created_at)
