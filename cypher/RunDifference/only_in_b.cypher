// Artifacts of run `b` without a counterpart in run `a`: there is no matching step, or the matching step created no artifact of the same name and kind.
//
// child   Artifact
// source  ids_in_b
// list    child.created_at, child.id
MATCH (child:Artifact)
WHERE child.id IN $ids_in_b
