// The story.
//
// child  Story
WITH parent.story AS child
