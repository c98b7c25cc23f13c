// In what way the artifact came from its source.
//
// child  RelationType
WITH type(parent) AS child
