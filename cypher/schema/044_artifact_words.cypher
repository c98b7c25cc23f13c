// Artifacts are found by the words of their name, after a commit and not within it.
CREATE FULLTEXT INDEX artifact_words IF NOT EXISTS
FOR (node:Artifact) ON EACH [node.name]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}
