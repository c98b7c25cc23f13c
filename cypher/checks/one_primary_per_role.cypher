// A story has one primary artifact in each role, or none.
//
// rows  story, role, artifacts
MATCH (story:Story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
WHERE link.is_primary
WITH story, link.role AS role, collect(artifact.id) AS artifacts
WHERE size(artifacts) > 1
RETURN story.id AS story, role, artifacts
