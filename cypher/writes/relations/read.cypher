// Returns those of the relations that exist, each `{type, from_artifact_id, to_artifact_id}`.
//
// param    rows
// returns  type, from_artifact_id, to_artifact_id
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
MATCH (artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source)
WHERE type(relation) = row.type
RETURN row.type AS type, artifact.id AS from_artifact_id, source.id AS to_artifact_id
