// Whether the lineage ends within `maxDepth`, which it does when there is none.
//
// child  Boolean
//
// One step further than asked is walked, and nothing at all when there is no limit.
OPTIONAL MATCH path = (parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..$max_depth + 1]->(found)
WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types)
AND $max_depth IS NOT NULL
WITH found, min(length(path)) AS depth
WITH max(depth) AS deepest
WITH coalesce(deepest <= $max_depth, true) AS child
