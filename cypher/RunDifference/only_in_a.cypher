// What the first run made and the second did not: no counterpart of the step made one of that name and kind.
//
// child   Artifact
// source  ids_in_a
// list    child.created_at, child.id
MATCH (child:Artifact)
WHERE child.id IN $ids_in_a
