// Writes those of the relations that are not there yet.
//
// param  rows
//
// A relation that tells no time is as old as its artifact.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
FOREACH (_ IN CASE row.relation_type WHEN 'derived_from' THEN [1] ELSE [] END |
  MERGE (artifact)-[relation:DERIVED_FROM {key: row.key}]->(source)
  ON CREATE SET relation.created_at = coalesce(datetime(row.created_at), artifact.created_at), relation.note = row.note
)
FOREACH (_ IN CASE row.relation_type WHEN 'variant_of' THEN [1] ELSE [] END |
  MERGE (artifact)-[relation:VARIANT_OF {key: row.key}]->(source)
  ON CREATE SET relation.created_at = coalesce(datetime(row.created_at), artifact.created_at), relation.note = row.note
)
FOREACH (_ IN CASE row.relation_type WHEN 'transcoded_from' THEN [1] ELSE [] END |
  MERGE (artifact)-[relation:TRANSCODED_FROM {key: row.key}]->(source)
  ON CREATE SET relation.created_at = coalesce(datetime(row.created_at), artifact.created_at), relation.note = row.note
)
