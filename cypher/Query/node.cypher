// The story, run, step or artifact with that id, or null.
//
// child  Node
MATCH (child:Story|Run|AgentStep|Artifact {id: $id})
