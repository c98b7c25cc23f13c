// The relations to the artifacts that were made directly from this artifact, oldest first. `from` is the derived artifact, `to` is this artifact.
//
// child  {relation, type}
// node   child.relation
// page   child.relation.created_at, child.relation.key, child.type
//
// Relations of several types between the same two artifacts have the same key.
MATCH (:Artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(parent)
WHERE $relation_types IS NULL OR type(relation) IN $relation_types
WITH {relation: relation, type: type(relation)} AS child
