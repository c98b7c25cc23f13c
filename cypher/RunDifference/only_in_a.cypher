// Artifacts of the first run without a counterpart in the second: no matching step made one of the same name and kind.
//
// child   Artifact
// source  ids_in_a
// list    child.created_at, child.id
MATCH (child:Artifact)
WHERE child.id IN $ids_in_a
