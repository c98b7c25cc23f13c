// The same bytes are stored once.
CREATE CONSTRAINT blob_sha256 IF NOT EXISTS
FOR (node:Blob) REQUIRE node.sha256 IS UNIQUE
