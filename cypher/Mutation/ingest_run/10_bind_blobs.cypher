// Ties artifacts to their bytes, each `{sha256, size, key, artifacts}`.
//
// param    blobs
// returns  sha256, size, key
//
// Bytes that the store has already stay where they are, and are told. A blob that nothing named
// was marked idle, to be swept. Now it is named again.
UNWIND $blobs AS row
MERGE (blob:Blob {sha256: row.sha256})
ON CREATE SET blob.key = row.key, blob.size = row.size, blob.created_at = datetime()
ON MATCH SET blob.idle_at = null
WITH blob, row
CALL (blob, row) {
  UNWIND row.artifacts AS id
  MATCH (artifact:Artifact {id: id})
  CREATE (artifact)-[:STORED_AS]->(blob)
}
WITH blob, row
WHERE blob.key <> row.key OR blob.size <> row.size
RETURN blob.sha256 AS sha256, blob.size AS size, blob.key AS key
