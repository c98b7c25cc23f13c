// Records the schema files that were just applied.
//
// param  rows
UNWIND $rows AS row
MERGE (file:SchemaFile {name: row.name})
ON CREATE SET file.sha256 = row.sha256, file.applied_at = datetime()
