// The content of the artifact, or null when it has none, or when it was deleted to free space.
//
// child  {key, sha256, size, media_type, name}
MATCH (parent)-[:STORED_AS]->(blob:Blob)
WITH {key: blob.key, sha256: blob.sha256, size: blob.size, media_type: parent.media_type, name: parent.name} AS child
