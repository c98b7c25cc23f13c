// Steps as lines tell them, of those ids.
//
// param    ids
// returns  id, run_id, name, agent, model, step_order, status, error
// returns  created_at, started_at, finished_at, last_seen_at, retry_of_id
// returns  prompt, parameters, input_tokens, output_tokens, cost_micro_usd
UNWIND $ids AS id
MATCH (run:Run)-[:HAS_STEP]->(step:AgentStep {id: id})
OPTIONAL MATCH (step)-[:RETRY_OF]->(retried:AgentStep)
RETURN
  id,
  run.id AS run_id,
  step.name AS name,
  step.agent AS agent,
  step.model AS model,
  step.step_order AS step_order,
  step.status AS status,
  step.error AS error,
  toString(datetime({datetime: coalesce(step.created_at, run.created_at), timezone: 'Z'})) AS created_at,
  CASE WHEN step.started_at IS NOT NULL
    THEN toString(datetime({datetime: step.started_at, timezone: 'Z'})) END AS started_at,
  CASE WHEN step.finished_at IS NOT NULL
    THEN toString(datetime({datetime: step.finished_at, timezone: 'Z'})) END AS finished_at,
  CASE WHEN step.last_seen_at IS NOT NULL
    THEN toString(datetime({datetime: step.last_seen_at, timezone: 'Z'})) END AS last_seen_at,
  retried.id AS retry_of_id,
  step.prompt AS prompt,
  step.parameters AS parameters,
  step.input_tokens AS input_tokens,
  step.output_tokens AS output_tokens,
  step.cost_micro_usd AS cost_micro_usd
ORDER BY id
