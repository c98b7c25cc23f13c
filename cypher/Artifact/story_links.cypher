// The links to stories, each with the role of the artifact in the story.
//
// child  StoryArtifactLink
// page   child.created_at, child.key
MATCH (:Story)-[child:HAS_ARTIFACT]->(parent)
WHERE $roles IS NULL OR child.role IN $roles
