// In what way the artifact came from it.
//
// child  RelationType
WITH parent.type AS child
