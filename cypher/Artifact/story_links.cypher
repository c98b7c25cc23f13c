// The links to the stories in which the artifact plays a role.
//
// child  StoryArtifactLink
// page   child.created_at, child.key
MATCH (:Story)-[child:HAS_ARTIFACT]->(parent)
WHERE $roles IS NULL OR child.role IN $roles
