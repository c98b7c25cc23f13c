// The story with that id, or null.
//
// child  Story
MATCH (child:Story {id: $id})
