// The story with this id, or null when there is none.
//
// child  Story
MATCH (child:Story {id: $id})
