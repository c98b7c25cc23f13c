// The artifacts in `descendants` that are PUBLISHED, and so visible to readers.
//
// child   Artifact
// source  published_ids
// list    child.id
MATCH (child:Artifact)
WHERE child.id IN $published_ids
