// The links to the runs that produced or consumed the artifact.
//
// child  {link, direction}
// node   child.link
// page   child.link.stage, child.link.key, child.direction
//
// A stage may take an artifact and give it back: then both links have the same key.
MATCH (:Run)-[link:PRODUCED|CONSUMED]->(parent)
WHERE $stage IS NULL OR link.stage = $stage
WITH {link: link, direction: type(link)} AS child
