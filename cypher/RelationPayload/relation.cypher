// The new relation.
//
// child   ArtifactRelation
// source  relation_type, from_artifact_id, to_artifact_id
MATCH (:Artifact {id: $from_artifact_id})-[child:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(:Artifact {id: $to_artifact_id})
WHERE type(child) = $relation_type
