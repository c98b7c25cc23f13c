// Artifacts of the second run without a counterpart in the first.
//
// child   Artifact
// source  ids_in_b
// list    child.created_at, child.id
MATCH (child:Artifact)
WHERE child.id IN $ids_in_b
