// Artifacts are found by their media type.
CREATE INDEX artifact_media_type IF NOT EXISTS
FOR (node:Artifact) ON (node.media_type)
