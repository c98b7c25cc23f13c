// Deletes a story's link to an artifact, and tells what it was.
//
// param    story_id, key
// returns  rev, link
MATCH (story:Story {id: $story_id})-[link:HAS_ARTIFACT {key: $key}]->(:Artifact)
SET story.rev = story.rev + 1, story.updated_at = datetime()
WITH story, link, link {.role, .is_primary, .position} AS was
DELETE link
RETURN story.rev AS rev, was AS link
