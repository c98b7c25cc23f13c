// The key of a link or of a relation names its two ends.
//
// rows  type, key, expected
MATCH (story:Story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
WITH link, story.id + '|' + link.role + '|' + artifact.id AS expected
WHERE coalesce(link.key <> expected, true)
RETURN type(link) AS type, link.key AS key, expected
UNION ALL
MATCH (run:Run)-[link:PRODUCED|CONSUMED]->(artifact:Artifact)
WITH link, run.id + '|' + link.stage + '|' + artifact.id AS expected
WHERE coalesce(link.key <> expected, true)
RETURN type(link) AS type, link.key AS key, expected
UNION ALL
MATCH (artifact:Artifact)-[link:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source:Artifact)
WITH link, artifact.id + '|' + source.id AS expected
WHERE coalesce(link.key <> expected, true)
RETURN type(link) AS type, link.key AS key, expected
