// Blobs that artifacts are stored as, by digest, with some of those artifacts.
//
// param    after, until, first
// returns  sha256, key, size, artifacts
MATCH (blob:Blob)
WHERE blob.sha256 > $after AND blob.sha256 <= $until AND EXISTS { (blob)<-[:STORED_AS]-() }
WITH blob
ORDER BY blob.sha256
LIMIT $first
RETURN
  blob.sha256 AS sha256,
  blob.key AS key,
  blob.size AS size,
  COLLECT {
    MATCH (artifact:Artifact)-[:STORED_AS]->(blob)
    RETURN artifact.id
    ORDER BY artifact.id
    LIMIT 5
  } AS artifacts
