// A story's links that have one of these keys or hold one of these slots, as they are.
//
// param    keys, slots
// returns  artifact, role, is_primary, position
UNWIND $keys AS key
MATCH (:Story)-[link:HAS_ARTIFACT {key: key}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
RETURN
  artifact.id AS artifact,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position
UNION
UNWIND $slots AS slot
MATCH (:Story)-[link:HAS_ARTIFACT {slot: slot}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(slot)
RETURN
  artifact.id AS artifact,
  link.role AS role,
  link.is_primary AS is_primary,
  link.position AS position
