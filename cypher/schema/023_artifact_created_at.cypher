// Artifacts are paged by their creation.
CREATE INDEX artifact_created_at IF NOT EXISTS
FOR (node:Artifact) ON (node.created_at)
