// The runs for the story, newest first.
//
// child  Run
// page   child.created_at DESC, child.id DESC
MATCH (parent)-[:HAS_RUN]->(child:Run)
