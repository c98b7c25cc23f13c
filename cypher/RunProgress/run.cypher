// The run, as it is now.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
