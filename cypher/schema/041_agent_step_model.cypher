// Steps are found by their model.
CREATE INDEX agent_step_model IF NOT EXISTS
FOR (node:AgentStep) ON (node.model)
