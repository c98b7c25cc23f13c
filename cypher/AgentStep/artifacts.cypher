// What the step created.
//
// child  Artifact
// page   child.created_at, child.id
MATCH (parent)-[:CREATED]->(child:Artifact)
