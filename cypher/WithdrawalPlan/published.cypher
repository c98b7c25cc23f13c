// The descendants that readers can see.
//
// child   Artifact
// source  published_ids
// list    child.id
MATCH (child:Artifact)
WHERE child.id IN $published_ids
