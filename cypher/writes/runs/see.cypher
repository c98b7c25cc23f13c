// Sets when runs and steps were last seen, with a step its run too, and returns which of them run.
//
// param    run_ids, step_ids
// returns  is_step, id, is_running
//
// Runs are taken in the order of their ids, each before its steps. Each is written, and so locked,
// before its status is looked at: what has just ended is not seen again.
CALL () {
  UNWIND $run_ids AS id
  MATCH (run:Run {id: id})
  RETURN run AS named, run
  UNION
  UNWIND $step_ids AS id
  MATCH (step:AgentStep {id: id})<-[:HAS_STEP]-(run:Run)
  RETURN step AS named, run
}
WITH named, run
ORDER BY run.id, named.id
CALL (named, run) {
  SET run.last_seen_at = run.last_seen_at
  SET named.last_seen_at = named.last_seen_at
  WITH named, run
  UNWIND [run, named] AS node
  WITH node, named
  WHERE named.status = 'running' AND node.status = 'running'
  SET node.last_seen_at = datetime()
}
RETURN named <> run AS is_step, named.id AS id, named.status = 'running' AS is_running
