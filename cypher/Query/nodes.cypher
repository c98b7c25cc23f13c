// The stories, runs, steps, artifacts and assessments with those ids, in that order, or null.
//
// child  Node
// each   $ids = child.id
MATCH (child:Story|Run|AgentStep|Artifact|Assessment)
WHERE child.id IN $ids
