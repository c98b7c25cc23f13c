// Returns the links of stories that have one of these keys or hold one of these slots.
//
// param    keys, slots
// returns  story_id, artifact_id, role, is_primary, position
UNWIND $keys AS key
MATCH (story:Story)-[link:HAS_ARTIFACT {key: key}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
RETURN
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position
UNION
UNWIND $slots AS slot
MATCH (story:Story)-[link:HAS_ARTIFACT {slot: slot}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(slot)
RETURN
  story.id AS story_id,
  artifact.id AS artifact_id,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position
