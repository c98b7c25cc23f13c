// Artifacts are found by the digest of their content.
CREATE INDEX artifact_sha256 IF NOT EXISTS
FOR (node:Artifact) ON (node.sha256)
