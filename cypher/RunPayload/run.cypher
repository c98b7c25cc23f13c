// The run in its current state.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
