// The run that the step is part of.
//
// child  Run
MATCH (child:Run)-[:HAS_STEP]->(parent)
