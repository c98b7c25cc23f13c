// The relations of the path in order, from the derived artifact to the ancestor.
//
// child  {relation, place}
// node   child.relation
// list   child.place
UNWIND range(0, size(parent.relations) - 1) AS place
WITH {relation: parent.relations[place], place: place} AS child
