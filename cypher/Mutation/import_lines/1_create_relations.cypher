// Writes the relations, none of which is there yet.
//
// param  rows
//
// A relation that tells no time is as old as its artifact. A type that is made of a parameter is
// cheap where it is created, and dear where it is merged.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
CREATE (artifact)-[:$(
  CASE row.relation_type
    WHEN 'derived_from' THEN 'DERIVED_FROM'
    WHEN 'variant_of' THEN 'VARIANT_OF'
    WHEN 'transcoded_from' THEN 'TRANSCODED_FROM'
  END
) {
  key: row.key, created_at: coalesce(datetime(row.created_at), artifact.created_at), note: row.note
}]->(source)
