// Leaves the roles of which an artifact is the primary without one, and tells what its links were.
//
// param    artifact_id
// returns  story_id, rev, links
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
WITH story, link
ORDER BY story.id, link.role
WITH story, collect(link) AS released
SET story.rev = story.rev + 1, story.updated_at = datetime()
FOREACH (link IN released | SET link.is_primary = false, link.slot = null)
RETURN
  story.id AS story_id,
  story.rev AS rev,
  [link IN released | link {.role, .position}] AS links
