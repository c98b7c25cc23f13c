// Sets the title, the synopsis and the metadata of a story that is locked.
//
// param  id, title, synopsis, metadata
MATCH (story:Story {id: $id})
SET story.title = $title, story.synopsis = $synopsis, story.metadata = $metadata
