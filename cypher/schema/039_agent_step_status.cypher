// Steps are found by their status.
CREATE INDEX agent_step_status IF NOT EXISTS
FOR (node:AgentStep) ON (node.status)
