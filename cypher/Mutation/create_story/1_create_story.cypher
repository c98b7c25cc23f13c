// Creates a story.
//
// param  id, title, synopsis, metadata
CREATE (story:Story {id: $id, rev: 1, created_at: datetime()})
SET story.title = $title, story.synopsis = $synopsis, story.metadata = $metadata,
    story.updated_at = story.created_at
