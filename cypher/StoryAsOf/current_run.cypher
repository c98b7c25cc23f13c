// The run that was the current run of the story at that time, in its current state. Null when there was none.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
