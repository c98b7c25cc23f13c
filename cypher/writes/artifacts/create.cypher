// Creates artifacts, each made by its step if it has one.
//
// param  rows, rev
//
// Those that tell no time are created now, and their times differ by nanoseconds: in time, too, an
// artifact comes after its sources.
UNWIND $rows AS row
CREATE (artifact:Artifact:Entity {
  id: row.id,
  kind: row.kind,
  media_type: row.media_type,
  state: row.state,
  name: row.name,
  sha256: row.sha256,
  size: row.size,
  metadata: row.metadata,
  created_at: coalesce(
    datetime(row.created_at), datetime() + duration({nanoseconds: coalesce(row.place, 0)})
  ),
  pruned_at: datetime(row.pruned_at),
  rev: $rev
})
WITH artifact, row
MATCH (step:AgentStep {id: row.step_id})
CREATE (step)-[:CREATED]->(artifact)
