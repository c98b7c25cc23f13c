// A story's link to an artifact and the primary of that role, as they are.
//
// param    key, slot
// returns  link, current
OPTIONAL MATCH (:Story)-[link:HAS_ARTIFACT {key: $key}]->(:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
OPTIONAL MATCH (:Story)-[primary:HAS_ARTIFACT {slot: $slot}]->(artifact:Artifact)
USING INDEX SEEK primary:HAS_ARTIFACT(slot)
RETURN
  link {.role, .is_primary, .position} AS link,
  primary {.role, .position, artifact: artifact.id} AS current
