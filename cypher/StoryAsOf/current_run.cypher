// The run that was the current one, or null when none was.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
