// The artifacts that are linked to the story, each once.
//
// child  Artifact
// page   child.created_at, child.id
MATCH (parent)-[link:HAS_ARTIFACT]->(child:Artifact)
WHERE ($roles IS NULL OR link.role IN $roles)
AND (NOT $primary_only OR link.is_primary)
WITH DISTINCT child
