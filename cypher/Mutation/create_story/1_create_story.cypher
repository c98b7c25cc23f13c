// Creates a story, with the event of it.
//
// param  id, title, synopsis, metadata, event
CREATE (story:Story {id: $id, rev: 1, created_at: datetime()})
SET story.title = $title, story.synopsis = $synopsis, story.metadata = $metadata,
    story.updated_at = story.created_at
CREATE (event:Event {key: story.id + ':' + story.rev, at: story.created_at})-[:ABOUT]->(story)
SET event += $event
