// Whether the run produced or consumed the artifact.
//
// child  RunLinkDirection
WITH toLower(type(parent)) AS child
