// The cost for each agent, highest first.
//
// child  {name, steps, unpriced, cost_micro_usd, input_tokens, output_tokens, seconds}
// list   child.cost_micro_usd DESC, child.name
UNWIND parent.shares AS share
WITH share.agent AS name,
  sum(share.steps) AS steps, sum(share.unpriced) AS unpriced, sum(share.cost_micro_usd) AS cost_micro_usd, sum(share.input_tokens) AS input_tokens, sum(share.output_tokens) AS output_tokens, sum(share.seconds) AS seconds
WITH {name: name, steps: steps, unpriced: unpriced, cost_micro_usd: cost_micro_usd, input_tokens: input_tokens, output_tokens: output_tokens, seconds: seconds} AS child
