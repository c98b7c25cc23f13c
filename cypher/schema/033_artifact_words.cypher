// Artifacts are found by the words of their name.
CREATE FULLTEXT INDEX artifact_words IF NOT EXISTS
FOR (node:Artifact) ON EACH [node.name]
