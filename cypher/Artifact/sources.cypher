// The relations to the artifacts from which this artifact was made directly, oldest first. `from` is this artifact, `to` is the source.
//
// child  {relation, type}
// node   child.relation
// page   child.relation.created_at, child.relation.key, child.type
//
// Relations of several types between the same two artifacts have the same key.
MATCH (parent)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(:Artifact)
WHERE $relation_types IS NULL OR type(relation) IN $relation_types
WITH {relation: relation, type: type(relation)} AS child
