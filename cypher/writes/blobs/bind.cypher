// Ties artifacts to their bytes, each `{artifact_id, sha256, size, key}`, and returns where those are.
//
// param    rows
// returns  sha256, size, key
//
// Bytes that the store has already stay where they are. A blob that nothing named was marked idle,
// to be swept. Now it is named again.
UNWIND $rows AS row
MERGE (blob:Blob {sha256: row.sha256})
ON CREATE SET blob.key = row.key, blob.size = row.size, blob.created_at = datetime()
ON MATCH SET blob.idle_at = null
WITH blob, row
MATCH (artifact:Artifact {id: row.artifact_id})
CREATE (artifact)-[:STORED_AS]->(blob)
RETURN DISTINCT blob.sha256 AS sha256, blob.size AS size, blob.key AS key
