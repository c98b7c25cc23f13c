// Takes a story to its next revision.
//
// param    id
// returns  rev
MATCH (story:Story {id: $id})
SET story.rev = story.rev + 1, story.updated_at = datetime()
RETURN story.rev AS rev
