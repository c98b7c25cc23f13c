// Those of the links of stories that the graph has, each by its `{key}`, as lines tell them.
//
// param    rows
// returns  story_id, artifact_id, role, is_primary, position, created_at
UNWIND $rows AS row
MATCH (story:Story)-[link:HAS_ARTIFACT {key: row.key}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
RETURN
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position,
  toString(datetime({datetime: link.created_at, timezone: 'Z'})) AS created_at
