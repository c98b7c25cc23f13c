// Total cost of the steps of all runs of the story, including failed and cancelled runs.
//
// child  {shares, steps, unpriced, cost_micro_usd, input_tokens, output_tokens, seconds}
MATCH (parent)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(step:AgentStep)
WITH step, duration.inSeconds(step.started_at, step.finished_at) AS took
WITH step.agent AS agent, step.model AS model, count(step) AS steps,
  count(step) - count(step.cost_micro_usd) AS unpriced,
  sum(step.cost_micro_usd) AS cost_micro_usd,
  sum(step.input_tokens) AS input_tokens, sum(step.output_tokens) AS output_tokens,
  sum(took.seconds + took.nanosecondsOfSecond / 1e9) AS seconds
WITH collect({agent: agent, model: model, steps: steps, unpriced: unpriced, cost_micro_usd: cost_micro_usd, input_tokens: input_tokens, output_tokens: output_tokens, seconds: seconds}) AS shares,
  sum(steps) AS steps, sum(unpriced) AS unpriced, sum(cost_micro_usd) AS cost_micro_usd, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(seconds) AS seconds
WITH {shares: shares, steps: steps, unpriced: unpriced, cost_micro_usd: cost_micro_usd, input_tokens: input_tokens, output_tokens: output_tokens, seconds: seconds} AS child
