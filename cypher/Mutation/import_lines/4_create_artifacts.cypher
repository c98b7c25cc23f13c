// Creates the artifacts, each made by its step if it has one.
//
// param  rows
UNWIND $rows AS row
CREATE (artifact:Artifact:Entity {
  id: row.id,
  kind: row.kind,
  media_type: row.media_type,
  state: row.state,
  name: row.name,
  metadata: row.metadata,
  created_at: datetime(row.created_at),
  pruned_at: datetime(row.pruned_at),
  sha256: row.sha256,
  size: row.size,
  rev: 0
})
WITH artifact, row
MATCH (step:AgentStep {id: row.created_by_step_id})
CREATE (step)-[:CREATED]->(artifact)
