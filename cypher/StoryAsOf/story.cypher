// The story as it is now.
//
// child   Story
// source  story_id
MATCH (child:Story {id: $story_id})
