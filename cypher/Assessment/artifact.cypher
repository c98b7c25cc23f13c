// What is assessed.
//
// child  Artifact
MATCH (parent)-[:ASSESSES]->(child:Artifact)
