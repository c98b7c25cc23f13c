// The run.
//
// child  Run
WITH parent.run AS child
