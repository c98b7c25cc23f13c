// Creates those of the steps that are not there yet, each of its run.
//
// param  rows
UNWIND $rows AS row
MERGE (step:AgentStep {id: row.id})
ON CREATE SET
  step.name = row.name,
  step.agent = row.agent,
  step.model = row.model,
  step.step_order = row.step_order,
  step.status = row.status,
  step.error = row.error,
  step.started_at = datetime(row.started_at),
  step.finished_at = datetime(row.finished_at),
  step.prompt = row.prompt,
  step.parameters = row.parameters,
  step.input_tokens = row.input_tokens,
  step.output_tokens = row.output_tokens,
  step.cost_micro_usd = row.cost_micro_usd
WITH step, row
MATCH (run:Run {id: row.run_id})
MERGE (run)-[:HAS_STEP]->(step)
