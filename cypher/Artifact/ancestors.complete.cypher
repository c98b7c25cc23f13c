// Whether the lineage ends within `maxDepth`, which it does when there is none.
//
// child  Boolean
//
// One step further than asked is walked, and nothing at all when there is no limit.
OPTIONAL MATCH path = (parent)-[:$any([type IN coalesce($relation_types, ['derived_from', 'variant_of', 'transcoded_from']) | toUpper(type)])*1..$max_depth + 1]->(found:Artifact)
WHERE $max_depth IS NOT NULL
WITH found, min(length(path)) AS depth
WITH max(depth) AS deepest
WITH coalesce(deepest <= $max_depth, true) AS child
