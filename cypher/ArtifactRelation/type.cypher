// How the derived artifact was made from the source.
//
// child  RelationType
WITH type(parent) AS child
