// Gives a story its title, synopsis and metadata.
//
// param  story
MATCH (story:Story {id: $story.id})
SET story.title = $story.title, story.synopsis = $story.synopsis, story.metadata = $story.metadata
