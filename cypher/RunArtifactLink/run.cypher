// The run.
//
// child  Run
WITH startNode(parent) AS child
