// Returns the links in which an artifact is the primary of a story, in the order of the stories' locks.
//
// param    artifact_id
// returns  story_id, artifact_id, role, is_primary, position
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
RETURN
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position
ORDER BY story_id, role
