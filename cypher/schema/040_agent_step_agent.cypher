// Steps are found by their agent.
CREATE INDEX agent_step_agent IF NOT EXISTS
FOR (node:AgentStep) ON (node.agent)
