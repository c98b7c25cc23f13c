// Those of the relations that are there already, each `{type, from, to}`.
//
// param    relations
// returns  type, from_artifact, to_artifact
UNWIND $relations AS row
MATCH (artifact:Artifact {id: row.from})
MATCH (source:Artifact {id: row.to})
MATCH (artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source)
WHERE type(relation) = row.type
RETURN row.type AS type, row.from AS from_artifact, row.to AS to_artifact
LIMIT 1
