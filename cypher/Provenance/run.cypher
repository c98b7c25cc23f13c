// The run to which the step belongs.
//
// child  Run
WITH parent.step AS step
MATCH (child:Run)-[:HAS_STEP]->(step)
