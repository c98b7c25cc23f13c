// How the artifact was made from this input.
//
// child  RelationType
WITH parent.type AS child
