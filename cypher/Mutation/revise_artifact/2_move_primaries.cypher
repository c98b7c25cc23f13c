// Gives every role of which an artifact is the primary to another, and tells what its links were.
//
// param    artifact_id, new_artifact_id
// returns  story_id, rev, links
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
MATCH (newer:Artifact {id: $new_artifact_id})
WITH story, newer, link, link {.role, .is_primary, .position, .slot} AS was
ORDER BY story.id, link.role
DELETE link
WITH story, newer, collect(was) AS links
SET story.rev = story.rev + 1, story.updated_at = datetime()
FOREACH (was IN links |
  CREATE (story)-[:HAS_ARTIFACT {
    role: was.role,
    is_primary: true,
    position: was.position,
    slot: was.slot,
    key: was.slot + '|' + $new_artifact_id,
    created_at: datetime()
  }]->(newer)
)
RETURN story.id AS story_id, story.rev AS rev, links
