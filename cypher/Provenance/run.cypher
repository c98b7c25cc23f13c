// The run of the step, or null when none is recorded.
//
// child  Run
WITH parent.step AS step
MATCH (child:Run)-[:HAS_STEP]->(step)
