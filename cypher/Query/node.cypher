// The story, run, step, artifact or assessment with that id, or null.
//
// child  Node
MATCH (child:Story|Run|AgentStep|Artifact|Assessment {id: $id})
