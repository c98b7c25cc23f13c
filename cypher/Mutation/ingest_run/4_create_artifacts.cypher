// Creates artifacts, each made by its step if it has one.
//
// param  artifacts
//
// Their times differ by nanoseconds: in time, too, an artifact comes after its sources.
UNWIND $artifacts AS row
CREATE (artifact:Artifact:Entity {
  id: row.id,
  kind: row.kind,
  media_type: row.media_type,
  state: row.state,
  name: row.name,
  sha256: row.sha256,
  size: row.size,
  metadata: row.metadata,
  created_at: coalesce(row.created_at, datetime() + duration({nanoseconds: row.place})),
  rev: 1
})
WITH artifact, row
MATCH (step:AgentStep {id: row.step_id})
CREATE (step)-[:CREATED]->(artifact)
