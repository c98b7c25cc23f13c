// The new run.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
