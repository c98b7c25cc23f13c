// The relations to what the artifact was made from, directly.
//
// child  ArtifactRelation
// page   child.created_at, child.key
MATCH (parent)-[child:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(:Artifact)
WHERE $relation_types IS NULL OR toLower(type(child)) IN $relation_types
