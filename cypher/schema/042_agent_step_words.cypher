// Steps are found by the words of their prompt.
CREATE FULLTEXT INDEX agent_step_words IF NOT EXISTS
FOR (node:AgentStep) ON EACH [node.prompt]
