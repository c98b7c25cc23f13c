// Those of the relations that the graph has, each by its `{type, key}`, as lines tell them.
//
// param    rows
// returns  relation_type, from_artifact_id, to_artifact_id, created_at, note
//
// They are found by the indexes of their keys, however many relations their artifacts have.
UNWIND $rows AS row
CALL (row) {
  MATCH (newer:Artifact)-[relation:DERIVED_FROM {key: row.key}]->(source:Artifact)
  USING INDEX SEEK relation:DERIVED_FROM(key)
  WHERE row.type = 'derived_from'
  RETURN newer, relation, source
  UNION ALL
  MATCH (newer:Artifact)-[relation:VARIANT_OF {key: row.key}]->(source:Artifact)
  USING INDEX SEEK relation:VARIANT_OF(key)
  WHERE row.type = 'variant_of'
  RETURN newer, relation, source
  UNION ALL
  MATCH (newer:Artifact)-[relation:TRANSCODED_FROM {key: row.key}]->(source:Artifact)
  USING INDEX SEEK relation:TRANSCODED_FROM(key)
  WHERE row.type = 'transcoded_from'
  RETURN newer, relation, source
}
RETURN
  row.type AS relation_type,
  newer.id AS from_artifact_id,
  source.id AS to_artifact_id,
  toString(datetime({datetime: relation.created_at, timezone: 'Z'})) AS created_at,
  relation.note AS note
