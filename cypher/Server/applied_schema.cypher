// The schema files that were applied, with the digest of each text.
//
// returns  name, sha256
MATCH (file:SchemaFile)
RETURN file.name AS name, file.sha256 AS sha256
