// Raises the revision of the story, with the event of it.
//
// param  id, event
MATCH (story:Story {id: $id})
SET story.rev = story.rev + 1, story.updated_at = datetime()
CREATE (event:Event {key: story.id + ':' + story.rev, at: story.updated_at})-[:ABOUT]->(story)
SET event += $event
