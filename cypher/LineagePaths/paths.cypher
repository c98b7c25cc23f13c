// The paths, those with the fewest relations first.
//
// child  {relations, place}
// list   child.place
UNWIND range(0, size(parent.paths) - 1) AS place
WITH {relations: parent.paths[place], place: place} AS child
