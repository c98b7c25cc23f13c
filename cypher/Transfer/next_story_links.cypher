// The next of what artifacts are to the readers of stories as lines tell it, in the order of the keys.
//
// param    after, count
// returns  after, story_id, artifact_id, role, is_primary, position, created_at
MATCH (story:Story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
WHERE link.key > $after
RETURN
  link.key AS after,
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position,
  toString(datetime({datetime: link.created_at, timezone: 'Z'})) AS created_at
ORDER BY after
LIMIT $count
