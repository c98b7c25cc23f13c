// Ties an artifact to its bytes, or to the same bytes that the store had before.
//
// param    artifact_id, sha256, size, key
// returns  key
//
// A blob that nothing named was marked idle, to be swept, and now it is named again.
MERGE (blob:Blob {sha256: $sha256})
ON CREATE SET blob.key = $key, blob.size = $size, blob.created_at = datetime()
SET blob.idle_at = null
WITH blob
MATCH (artifact:Artifact {id: $artifact_id})
CREATE (artifact)-[:STORED_AS]->(blob)
RETURN blob.key AS key
