// The content of the artifact. Null when the artifact was created without content, or when the content was deleted to free space.
//
// child  {key, sha256, size, media_type, name}
MATCH (parent)-[:STORED_AS]->(blob:Blob)
WITH {key: blob.key, sha256: blob.sha256, size: blob.size, media_type: parent.media_type, name: parent.name} AS child
