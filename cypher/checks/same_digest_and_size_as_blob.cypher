// An artifact states the digest and the size of the blob that it is stored as.
//
// rows  artifact, sha256, size, blob_sha256, blob_size
MATCH (artifact:Artifact)-[:STORED_AS]->(blob:Blob)
WHERE coalesce(artifact.sha256 <> blob.sha256 OR artifact.size <> blob.size, true)
RETURN
  artifact.id AS artifact,
  artifact.sha256 AS sha256,
  artifact.size AS size,
  blob.sha256 AS blob_sha256,
  blob.size AS blob_size
