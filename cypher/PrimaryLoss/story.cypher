// The story that loses the primary.
//
// child  Story
WITH parent.story AS child
