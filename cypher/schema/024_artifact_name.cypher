// Artifacts are paged by their name.
CREATE INDEX artifact_name IF NOT EXISTS
FOR (node:Artifact) ON (node.name)
