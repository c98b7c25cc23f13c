// The relations from what was made from the artifact, directly.
//
// child  ArtifactRelation
// page   child.created_at, child.key
MATCH (:Artifact)-[child:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(parent)
WHERE $relation_types IS NULL OR toLower(type(child)) IN $relation_types
