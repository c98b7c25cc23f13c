// Whether the run produced or consumed the artifact.
//
// child  Direction
WITH toLower(type(parent)) AS child
