// Creates a story.
//
// param  story
CREATE (story:Story:Entity {id: $story.id, rev: 1, created_at: datetime()})
SET story.title = $story.title, story.synopsis = $story.synopsis, story.metadata = $story.metadata,
    story.updated_at = story.created_at
