// Writes the relations, none of which is there yet.
//
// param  rows
//
// A relation that tells no time is as old as its artifact. A type that is made of a parameter is
// cheap where it is created, and dear where it is merged.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
CREATE (artifact)-[:$(toUpper(row.relation_type)) {
  key: row.key, created_at: coalesce(datetime(row.created_at), artifact.created_at), note: row.note
}]->(source)
