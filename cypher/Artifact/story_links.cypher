// The stories that show the artifact, and as what.
//
// child  StoryArtifactLink
// page   child.created_at, child.key
MATCH (:Story)-[child:HAS_ARTIFACT]->(parent)
WHERE $roles IS NULL OR child.role IN $roles
