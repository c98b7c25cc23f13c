// The story in its current state.
//
// child   Story
// source  story_id
MATCH (child:Story {id: $story_id})
