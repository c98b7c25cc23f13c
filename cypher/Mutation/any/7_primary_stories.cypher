// The stories in which an artifact is the primary of a role, in the order of their locks.
//
// param    artifact_id
// returns  story_id
MATCH (artifact:Artifact {id: $artifact_id})<-[link:HAS_ARTIFACT]-(story:Story)
WHERE link.is_primary
RETURN DISTINCT story.id AS story_id
ORDER BY story_id
