// A link holds its story's slot for its role if it is primary, and only then.
//
// rows  story, role, artifact, is_primary, slot
MATCH (story:Story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
WHERE coalesce(link.slot, '') <> CASE WHEN link.is_primary THEN story.id + '|' + link.role ELSE '' END
RETURN
  story.id AS story,
  link.role AS role,
  artifact.id AS artifact,
  link.is_primary AS is_primary,
  link.slot AS slot
