// What a new artifact comes from: whether its step is there, the step's run, the sources missing.
//
// param    step_id, source_ids
// returns  has_step, run_id, missing
OPTIONAL MATCH (step:AgentStep {id: $step_id})
OPTIONAL MATCH (run:Run)-[:HAS_STEP]->(step)
CALL () {
  UNWIND $source_ids AS id
  OPTIONAL MATCH (source:Artifact {id: id})
  WITH id, source
  WHERE source IS NULL
  RETURN collect(id) AS missing
}
RETURN step IS NOT NULL AS has_step, run.id AS run_id, missing
