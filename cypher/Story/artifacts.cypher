// The artifacts that are linked to the story, oldest first. An artifact with several roles is returned once.
//
// child  Artifact
// page   child.created_at, child.id
MATCH (parent)-[link:HAS_ARTIFACT]->(child:Artifact)
WHERE ($roles IS NULL OR link.role IN $roles)
AND (NOT $primary_only OR link.is_primary)
WITH DISTINCT child
