// Gives a story its title, synopsis and metadata.
//
// param  id, title, synopsis, metadata
MATCH (story:Story {id: $id})
SET story.title = $title, story.synopsis = $synopsis, story.metadata = $metadata
