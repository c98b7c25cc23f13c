// Artifacts are found by a part of their name.
CREATE TEXT INDEX artifact_name_text IF NOT EXISTS
FOR (node:Artifact) ON (node.name)
