// The run that the step belongs to.
//
// child  Run
MATCH (child:Run)-[:HAS_STEP]->(parent)
