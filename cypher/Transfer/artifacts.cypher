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
  toString(datetime({datetime: artifact.created_at, timezone: 'Z'})) AS created_at,
  CASE WHEN artifact.pruned_at IS NOT NULL
    THEN toString(datetime({datetime: artifact.pruned_at, timezone: 'Z'})) END AS pruned_at,
  artifact.sha256 AS sha256,
  artifact.size AS size
ORDER BY id
