// The run whose results the story showed, or null when none was set.
//
// child   Run
// source  run_id
MATCH (child:Run {id: $run_id})
