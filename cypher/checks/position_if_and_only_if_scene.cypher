// A link has a position if it is that of a scene, and only then.
//
// rows  story, role, artifact, position
MATCH (story:Story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
WHERE (link.role = 'scene_image') <> (link.position IS NOT NULL)
RETURN story.id AS story, link.role AS role, artifact.id AS artifact, link.position AS position
