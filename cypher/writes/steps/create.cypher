// Creates steps, each of its run.
//
// param  rows
//
// A step that tells no time is as old as its run.
UNWIND $rows AS row
MATCH (run:Run {id: row.run_id})
CREATE (step:AgentStep:Entity {
  id: row.id,
  name: row.name,
  agent: row.agent,
  model: row.model,
  step_order: row.step_order,
  status: row.status,
  error: row.error,
  created_at: coalesce(datetime(row.created_at), run.created_at),
  started_at: datetime(row.started_at),
  finished_at: datetime(row.finished_at),
  last_seen_at: datetime(row.last_seen_at),
  prompt: row.prompt,
  parameters: row.parameters,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  cost_micro_usd: row.cost_micro_usd
})
CREATE (run)-[:HAS_STEP]->(step)
