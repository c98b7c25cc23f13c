// Creates a step that has not begun, in a run.
//
// param  run_id, step
MATCH (run:Run {id: $run_id})
CREATE (run)-[:HAS_STEP]->(step:AgentStep:Entity {id: $step.id, status: 'pending'})
SET step.name = $step.name, step.agent = $step.agent, step.model = $step.model,
    step.step_order = $step.step_order, step.prompt = $step.prompt, step.parameters = $step.parameters
