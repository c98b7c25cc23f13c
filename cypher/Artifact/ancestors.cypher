// All artifacts from which this artifact was made, directly or indirectly, nearest first.
//
// child     {artifact, depth}
// node      child.artifact
// page      child.depth, child.artifact.id
// complete  child.depth <= $max_depth
//
// The least length of the paths to each end prunes: every artifact is visited once, however many
// routes lead to it. Types are written out, since dynamic ones are not heeded in a path of variable
// length. The far end has no label, which would let the planner scan that label and join.
MATCH path = (parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..$max_depth + 1]->(found)
WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types)
WITH found, min(length(path)) AS depth
WITH {artifact: found, depth: depth} AS child,
  ($max_depth IS NULL OR depth <= $max_depth)
  AND ($where.kinds IS NULL OR found.kind IN $where.kinds)
  AND ($where.states IS NULL OR found.state IN $where.states)
  AND ($where.media_types IS NULL OR found.media_type IN $where.media_types)
  AND ($where.created_after IS NULL OR found.created_at >= $where.created_after)
  AND ($where.created_before IS NULL OR found.created_at < $where.created_before)
  AS shown
