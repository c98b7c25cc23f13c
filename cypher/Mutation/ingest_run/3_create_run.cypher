// Creates a run of its story, if it has one, with all its steps.
//
// param  run, steps
CREATE (run:Run:Entity {
  id: $run.id,
  session_id: $run.session_id,
  workflow: $run.workflow,
  status: $run.status,
  error: $run.error,
  created_at: coalesce($run.created_at, datetime()),
  started_at: $run.started_at,
  finished_at: $run.finished_at,
  rev: 1
})
WITH run
CALL (run) {
  MATCH (story:Story {id: $run.story_id})
  CREATE (story)-[:HAS_RUN]->(run)
}
UNWIND $steps AS row
CREATE (run)-[:HAS_STEP]->(step:AgentStep:Entity {
  id: row.id,
  name: row.name,
  agent: row.agent,
  model: row.model,
  step_order: row.step_order,
  status: row.status,
  error: row.error,
  prompt: row.prompt,
  parameters: row.parameters,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  cost_micro_usd: row.cost_micro_usd,
  started_at: row.started_at,
  finished_at: row.finished_at
})
