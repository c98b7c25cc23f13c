// The links of the story to artifacts, ordered by role and position.
//
// child  {link, place}
// node   child.link
// page   child.link.role, child.place, child.link.key
MATCH (parent)-[link:HAS_ARTIFACT]->(:Artifact)
WHERE ($roles IS NULL OR link.role IN $roles)
AND (NOT $primary_only OR link.is_primary)
WITH {link: link, place: coalesce(link.position, -1)} AS child
