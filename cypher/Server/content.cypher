// Where the bytes of an artifact are and what they must be, with no row when it has none.
//
// param    artifact_id
// returns  key, sha256, size, media_type, name
MATCH (artifact:Artifact {id: $artifact_id})-[:STORED_AS]->(blob:Blob)
RETURN
  blob.key AS key, blob.sha256 AS sha256, blob.size AS size,
  artifact.media_type AS media_type, artifact.name AS name
