// The next relations of variants as lines tell them, in the order of their keys.
//
// param    after, count
// returns  after, relation_type, from_artifact_id, to_artifact_id, created_at, note
MATCH (newer:Artifact)-[relation:VARIANT_OF]->(source:Artifact)
WHERE relation.key > $after
RETURN
  relation.key AS after,
  'variant_of' AS relation_type,
  newer.id AS from_artifact_id,
  source.id AS to_artifact_id,
  toString(datetime({datetime: relation.created_at, timezone: 'Z'})) AS created_at,
  relation.note AS note
ORDER BY after
LIMIT $count
