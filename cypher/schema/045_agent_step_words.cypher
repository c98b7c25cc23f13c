// Steps are found by the words of their prompt, after a commit and not within it.
CREATE FULLTEXT INDEX agent_step_words IF NOT EXISTS
FOR (node:AgentStep) ON EACH [node.prompt]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}
