// Creates a step that has not begun, in a run.
//
// param  run, id, name, agent, model, step_order, prompt, parameters
MATCH (run:Run {id: $run})
CREATE (run)-[:HAS_STEP]->(step:AgentStep {id: $id, status: 'pending'})
SET step.name = $name, step.agent = $agent, step.model = $model,
    step.step_order = $step_order, step.prompt = $prompt, step.parameters = $parameters
