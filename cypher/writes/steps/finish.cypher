// Ends a step, with what it used.
//
// param  id, status, error, input_tokens, output_tokens, cost_micro_usd
MATCH (step:AgentStep {id: $id})
SET step.status = $status, step.error = $error, step.finished_at = datetime(),
    step.last_seen_at = datetime(),
    step.input_tokens = $input_tokens, step.output_tokens = $output_tokens,
    step.cost_micro_usd = $cost_micro_usd
