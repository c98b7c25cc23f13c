// Ends a step, with what it used.
//
// param  end
MATCH (step:AgentStep {id: $end.id})
SET step.status = $end.status, step.error = $end.error, step.finished_at = datetime(),
    step.last_seen_at = datetime(),
    step.input_tokens = $end.input_tokens, step.output_tokens = $end.output_tokens,
    step.cost_micro_usd = $end.cost_micro_usd
