// The artifact that was assessed.
//
// child  Artifact
MATCH (parent)-[:ASSESSES]->(child:Artifact)
