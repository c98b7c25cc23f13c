// The story, run, step, artifact or assessment with this id, or null when there is none.
//
// child  Node
MATCH (child:Story|Run|AgentStep|Artifact|Assessment {id: $id})
