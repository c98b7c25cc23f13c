// What the second run made and the first did not.
//
// child   Artifact
// source  ids_in_b
// list    child.created_at, child.id
MATCH (child:Artifact)
WHERE child.id IN $ids_in_b
