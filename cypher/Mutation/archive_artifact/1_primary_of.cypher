// The roles of which an artifact is the primary, and their stories.
//
// param    artifact_id
// returns  story_id, role
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
RETURN story.id AS story_id, link.role AS role
ORDER BY story_id, role
