// Steps are paged by their creation.
CREATE INDEX agent_step_created_at IF NOT EXISTS
FOR (node:AgentStep) ON (node.created_at)
