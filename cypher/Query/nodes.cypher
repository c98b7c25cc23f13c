// The stories, runs, steps and artifacts with those ids, in that order, null where there is none.
//
// child  Node
// each   $ids = child.id
MATCH (child:Story|Run|AgentStep|Artifact)
WHERE child.id IN $ids
