// Returns the status of a step, and whether a run is its run, or a retry of that.
//
// param    id, run_id
// returns  status, is_within
MATCH (step:AgentStep {id: $id})<-[:HAS_STEP]-(of:Run)
MATCH (run:Run {id: $run_id})
CALL (run, of) {
  WITH run, of
  WHERE run <> of
  MATCH path = shortestPath((run)-[:RETRY_OF*1..]->(of))
  RETURN count(path) AS found
}
RETURN step.status AS status, run = of OR found > 0 AS is_within
