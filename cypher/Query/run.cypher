// The run with that id, or null.
//
// child  Run
MATCH (child:Run {id: $id})
