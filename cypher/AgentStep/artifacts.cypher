// The artifacts that the step created, oldest first.
//
// child  Artifact
// page   child.created_at, child.id
MATCH (parent)-[:CREATED]->(child:Artifact)
