// The story.
//
// child  Story
WITH startNode(parent) AS child
