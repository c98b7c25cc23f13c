// The links of stories to the artifact and to its descendants.
//
// child  StoryArtifactLink
// page   child.created_at, child.key
WITH parent.artifact AS artifact
MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]-(found)
WITH found, min(length(path)) AS depth
MATCH (:Story)-[child:HAS_ARTIFACT]->(found)
WHERE ($roles IS NULL OR child.role IN $roles)
AND (NOT $primary_only OR child.is_primary)
