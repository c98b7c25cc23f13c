// The run of the step.
//
// child  Run
WITH parent.step AS step
MATCH (child:Run)-[:HAS_STEP]->(step)
