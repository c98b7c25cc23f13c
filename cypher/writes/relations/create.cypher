// Creates relations that are not there yet, each `{type, from_artifact_id, to_artifact_id, key, note}`.
//
// param  rows, is_import
//
// One of an import that gives no `created_at` is as old as its artifact, and none is older. A type that is computed is
// cheap where a relationship is created, and expensive where it is merged.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
CREATE (artifact)-[:$(
  CASE row.type
    WHEN 'DERIVED_FROM' THEN 'DERIVED_FROM'
    WHEN 'VARIANT_OF' THEN 'VARIANT_OF'
    WHEN 'TRANSCODED_FROM' THEN 'TRANSCODED_FROM'
  END
) {
  key: row.key,
  created_at: coalesce(
    datetime(row.created_at),
    CASE WHEN $is_import OR artifact.created_at > datetime() THEN artifact.created_at ELSE datetime() END
  ),
  note: row.note
}]->(source)
