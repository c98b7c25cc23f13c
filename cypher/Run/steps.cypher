// What the run did, in order.
//
// child  AgentStep
// page   child.step_order, child.id
MATCH (parent)-[:HAS_STEP]->(child:AgentStep)
