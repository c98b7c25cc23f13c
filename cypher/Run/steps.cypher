// The steps of the run, in ascending `stepOrder`.
//
// child  AgentStep
// page   child.step_order, child.id
MATCH (parent)-[:HAS_STEP]->(child:AgentStep)
