// Writes relations between artifacts that exist, each `{type, from, to, key, note}`.
//
// param  relations
UNWIND $relations AS row
MATCH (artifact:Artifact {id: row.from})
MATCH (source:Artifact {id: row.to})
FOREACH (_ IN CASE row.type WHEN 'DERIVED_FROM' THEN [1] ELSE [] END |
  CREATE (artifact)-[:DERIVED_FROM {key: row.key, created_at: datetime(), note: row.note}]->(source)
)
FOREACH (_ IN CASE row.type WHEN 'VARIANT_OF' THEN [1] ELSE [] END |
  CREATE (artifact)-[:VARIANT_OF {key: row.key, created_at: datetime(), note: row.note}]->(source)
)
FOREACH (_ IN CASE row.type WHEN 'TRANSCODED_FROM' THEN [1] ELSE [] END |
  CREATE (artifact)-[:TRANSCODED_FROM {key: row.key, created_at: datetime(), note: row.note}]->(source)
)
