// The relations of artifacts to their sources as lines tell them, of those artifacts.
//
// param    ids
// returns  relation_type, from_artifact_id, to_artifact_id, created_at, note
UNWIND $ids AS id
MATCH (:Artifact {id: id})-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source:Artifact)
RETURN
  CASE type(relation)
    WHEN 'DERIVED_FROM' THEN 'derived_from'
    WHEN 'VARIANT_OF' THEN 'variant_of'
    WHEN 'TRANSCODED_FROM' THEN 'transcoded_from'
  END AS relation_type,
  id AS from_artifact_id,
  source.id AS to_artifact_id,
  toString(datetime({datetime: relation.created_at, timezone: 'Z'})) AS created_at,
  relation.note AS note
ORDER BY from_artifact_id, relation_type, to_artifact_id
