// Links an artifact to a story, or changes the link. A new primary takes the place of the old one.
//
// param    story_id, artifact_id, key, role, position, slot
// returns  rev
//
// The slot is given for a primary only, and emptied before it is filled.
MATCH (story:Story {id: $story_id})
MATCH (artifact:Artifact {id: $artifact_id})
SET story.rev = story.rev + 1, story.updated_at = datetime()
WITH story, artifact
CALL () {
  MATCH (:Story)-[old:HAS_ARTIFACT {slot: $slot}]->(:Artifact)
  USING INDEX SEEK old:HAS_ARTIFACT(slot)
  SET old.is_primary = false, old.slot = null
}
MERGE (story)-[link:HAS_ARTIFACT {key: $key}]->(artifact)
ON CREATE SET link.role = $role, link.created_at = datetime()
SET link.position = $position, link.is_primary = $slot IS NOT NULL, link.slot = $slot
RETURN story.rev AS rev
