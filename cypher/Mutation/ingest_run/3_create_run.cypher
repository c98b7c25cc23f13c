// Creates a run of its story, if it has one, with all its steps.
//
// param  run, steps
CREATE (run:Run {id: $run.id, rev: 1})
SET run.session_id = $run.session_id,
    run.workflow = $run.workflow,
    run.status = $run.status,
    run.error = $run.error,
    run.created_at = coalesce($run.created_at, datetime()),
    run.started_at = $run.started_at,
    run.finished_at = $run.finished_at
WITH run
CALL (run) {
  MATCH (story:Story {id: $run.story_id})
  CREATE (story)-[:HAS_RUN]->(run)
}
UNWIND $steps AS row
CREATE (run)-[:HAS_STEP]->(step:AgentStep {id: row.id})
SET step.name = row.name,
    step.agent = row.agent,
    step.model = row.model,
    step.step_order = row.step_order,
    step.status = row.status,
    step.error = row.error,
    step.prompt = row.prompt,
    step.parameters = row.parameters,
    step.input_tokens = row.input_tokens,
    step.output_tokens = row.output_tokens,
    step.cost_micro_usd = row.cost_micro_usd,
    step.started_at = row.started_at,
    step.finished_at = row.finished_at
