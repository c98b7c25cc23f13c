// Whether the run produced or consumed the artifact.
//
// child  Direction
WITH type(parent) AS child
