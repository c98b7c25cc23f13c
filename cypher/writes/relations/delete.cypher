// Deletes the relation of that type between two artifacts, and returns what it was.
//
// param    type, from_artifact_id, to_artifact_id
// returns  note, created_at
MATCH (artifact:Artifact {id: $from_artifact_id})
MATCH (source:Artifact {id: $to_artifact_id})
MATCH (artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source)
WHERE type(relation) = $type
WITH relation, relation.note AS note, toString(relation.created_at) AS created_at
DELETE relation
RETURN note, created_at
