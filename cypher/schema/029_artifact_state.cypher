// Artifacts are found by their state.
CREATE INDEX artifact_state IF NOT EXISTS
FOR (node:Artifact) ON (node.state)
