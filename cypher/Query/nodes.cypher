// The stories, runs, steps, artifacts and assessments with these ids, in the order of the ids, with null for an id that does not exist.
//
// child  Node
// each   $ids = child.id
MATCH (child:Story|Run|AgentStep|Artifact|Assessment)
WHERE child.id IN $ids
