// In what way the artifact came from it.
//
// child  RelationType
WITH toLower(parent.type) AS child
