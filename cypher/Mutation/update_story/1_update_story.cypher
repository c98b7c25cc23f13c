// Gives a story its new title, synopsis and metadata, with the event of it.
//
// param  id, title, synopsis, metadata, event
MATCH (story:Story {id: $id})
SET story.rev = story.rev + 1, story.updated_at = datetime(),
    story.title = $title, story.synopsis = $synopsis, story.metadata = $metadata
CREATE (event:Event {key: story.id + ':' + story.rev, at: story.updated_at})-[:ABOUT]->(story)
SET event += $event
