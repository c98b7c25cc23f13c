// The run with this id, or null when there is none.
//
// child  Run
MATCH (child:Run {id: $id})
