// What artifacts are to the readers of stories as lines tell it, of those stories.
//
// param    ids
// returns  story_id, artifact_id, role, is_primary, position, created_at
UNWIND $ids AS id
MATCH (story:Story {id: id})-[link:HAS_ARTIFACT]->(artifact:Artifact)
RETURN
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position,
  toString(datetime({datetime: link.created_at, timezone: 'Z'})) AS created_at
ORDER BY link.key
