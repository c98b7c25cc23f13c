// Everything the artifact was made from, over any number of steps, nearest first.
//
// child  {artifact, depth}
// node   child.artifact
// page   child.depth, child.artifact.id
//
// The least length of the paths to each end prunes: every artifact is visited once, however many
// routes lead to it.
MATCH path = (parent)-[:$any([type IN coalesce($relation_types, ['derived_from', 'variant_of', 'transcoded_from']) | toUpper(type)])*1..$max_depth]->(found:Artifact)
WHERE ($where.kinds IS NULL OR found.kind IN $where.kinds)
AND ($where.states IS NULL OR found.state IN $where.states)
AND ($where.media_types IS NULL OR found.media_type IN $where.media_types)
AND ($where.created_after IS NULL OR found.created_at >= $where.created_after)
AND ($where.created_before IS NULL OR found.created_at < $where.created_before)
WITH found, min(length(path)) AS depth
WHERE $max_depth IS NULL OR depth <= $max_depth
WITH {artifact: found, depth: depth} AS child
