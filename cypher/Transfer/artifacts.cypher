// Artifacts as lines tell them, of those ids.
//
// param    ids
// returns  id, created_by_step_id, kind, media_type, state, name, metadata
// returns  created_at, pruned_at, sha256, size
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
OPTIONAL MATCH (step:AgentStep)-[:CREATED]->(artifact)
RETURN
  id,
  step.id AS created_by_step_id,
  artifact.kind AS kind,
  artifact.media_type AS media_type,
  artifact.state AS state,
  artifact.name AS name,
  artifact.metadata AS metadata,
  toString(artifact.created_at) AS created_at,
  toString(artifact.pruned_at) AS pruned_at,
  artifact.sha256 AS sha256,
  artifact.size AS size
ORDER BY id
