// Artifacts are found by their kind.
CREATE INDEX artifact_kind IF NOT EXISTS
FOR (node:Artifact) ON (node.kind)
