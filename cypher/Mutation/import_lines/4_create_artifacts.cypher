// Creates those of the artifacts that are not there yet, each made by its step if it has one.
//
// param  rows
UNWIND $rows AS row
MERGE (artifact:Artifact {id: row.id})
ON CREATE SET
  artifact.kind = row.kind,
  artifact.media_type = row.media_type,
  artifact.state = row.state,
  artifact.name = row.name,
  artifact.metadata = row.metadata,
  artifact.created_at = datetime(row.created_at),
  artifact.pruned_at = datetime(row.pruned_at),
  artifact.sha256 = row.sha256,
  artifact.size = row.size,
  artifact.rev = 0
WITH artifact, row
MATCH (step:AgentStep {id: row.created_by_step_id})
MERGE (step)-[:CREATED]->(artifact)
