// Leaves the roles of which an artifact is the primary without one, and tells what its links were.
//
// param    artifact_id
// returns  story_id, rev, links
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
WITH story, link, link {.role, .is_primary, .position} AS was
ORDER BY story.id, link.role
SET link.is_primary = false, link.slot = null
WITH story, collect(was) AS links
SET story.rev = story.rev + 1, story.updated_at = datetime()
RETURN story.id AS story_id, story.rev AS rev, links
