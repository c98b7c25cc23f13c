// The story that would lose the primary.
//
// child  Story
WITH parent.story AS child
