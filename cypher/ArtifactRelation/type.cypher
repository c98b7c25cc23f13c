// In what way the artifact came from its source.
//
// child  RelationType
WITH toLower(type(parent)) AS child
