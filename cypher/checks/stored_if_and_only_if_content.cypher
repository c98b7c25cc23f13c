// An artifact has a digest and is not pruned if its content is stored, and only then.
//
// rows  artifact, sha256, pruned_at, blobs
MATCH (artifact:Artifact)
OPTIONAL MATCH (artifact)-[:STORED_AS]->(blob:Blob)
WITH artifact, collect(blob.sha256) AS blobs
WHERE size(blobs) <> CASE
    WHEN artifact.sha256 IS NOT NULL AND artifact.pruned_at IS NULL THEN 1
    ELSE 0
  END
RETURN
  artifact.id AS artifact,
  artifact.sha256 AS sha256,
  toString(artifact.pruned_at) AS pruned_at,
  blobs
