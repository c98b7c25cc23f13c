// A story's link to an artifact and the primary of that role, as they are.
//
// param    key, slot
// returns  link, current
OPTIONAL MATCH (:Story)-[link:HAS_ARTIFACT {key: $key}]->(:Artifact)
OPTIONAL MATCH (:Story)-[primary:HAS_ARTIFACT {slot: $slot}]->(artifact:Artifact)
RETURN
  link {.role, .is_primary, .position} AS link,
  primary {.role, .position, artifact: artifact.id} AS current
