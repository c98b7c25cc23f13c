// Number of stories to which the artifact or one of its descendants is linked.
//
// child  Int
WITH parent.artifact AS artifact
MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]-(found)
WITH found, min(length(path)) AS depth
MATCH (story:Story)-[:HAS_ARTIFACT]->(found)
WITH count(DISTINCT story) AS child
