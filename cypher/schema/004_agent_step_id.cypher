// A step has an id of its own.
CREATE CONSTRAINT agent_step_id IF NOT EXISTS
FOR (node:AgentStep) REQUIRE node.id IS UNIQUE
