// The lineage as a graph of artifacts and relations, in one result without pages, with at most `maxNodes` artifacts.
//
// child  {artifacts, origin, direction, relation_types, as_of, total_count, complete, incomplete_because}
// walk   repeated
//
// A walk that something stops goes over what does not stop it, and then one relation further from
// all of that. The far end has no label, which would let the planner scan that label and join. Rows
// are put in order before they are collected: beside a list, each row would be counted as large as
// the list, and the memory of a transaction is limited.
OPTIONAL CALL (parent) {
  WITH parent
  WHERE $direction <> 'descendants'
  MATCH path = (parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..$max_depth + 1]->(found)
  WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types)
  AND all(relation IN relationships(path) WHERE $stop_at.relation_types IS NULL OR NOT type(relation) IN $stop_at.relation_types) // if $stop_at
  AND all(relation IN relationships(path) WHERE $stop_at.kinds IS NULL OR NOT endNode(relation).kind IN $stop_at.kinds) // if $stop_at
  AND all(relation IN relationships(path) WHERE $stop_at.states IS NULL OR NOT endNode(relation).state IN $stop_at.states) // if $stop_at
  AND all(relation IN relationships(path) WHERE relation.created_at <= $as_of) // if $as_of
  WITH found, min(length(path)) AS depth
  MATCH (found)-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(next) // if $stop_at
  WHERE ($relation_types IS NULL OR type(last) IN $relation_types) // if $stop_at
  AND ($as_of IS NULL OR last.created_at <= $as_of) // if $stop_at
  AND ($include_stops OR NOT coalesce(type(last) IN $stop_at.relation_types, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.kind IN $stop_at.kinds, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.state IN $stop_at.states, false)) // if $stop_at
  WITH next AS found, min(depth) + 1 AS depth // if $stop_at
  RETURN found, depth
  UNION ALL
  WITH parent
  WHERE $direction <> 'ancestors'
  MATCH path = (parent)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..$max_depth + 1]-(found)
  WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types)
  AND all(relation IN relationships(path) WHERE $stop_at.relation_types IS NULL OR NOT type(relation) IN $stop_at.relation_types) // if $stop_at
  AND all(relation IN relationships(path) WHERE $stop_at.kinds IS NULL OR NOT startNode(relation).kind IN $stop_at.kinds) // if $stop_at
  AND all(relation IN relationships(path) WHERE $stop_at.states IS NULL OR NOT startNode(relation).state IN $stop_at.states) // if $stop_at
  AND all(relation IN relationships(path) WHERE relation.created_at <= $as_of) // if $as_of
  WITH found, min(length(path)) AS depth
  MATCH (found)<-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-(next) // if $stop_at
  WHERE ($relation_types IS NULL OR type(last) IN $relation_types) // if $stop_at
  AND ($as_of IS NULL OR last.created_at <= $as_of) // if $stop_at
  AND ($include_stops OR NOT coalesce(type(last) IN $stop_at.relation_types, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.kind IN $stop_at.kinds, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.state IN $stop_at.states, false)) // if $stop_at
  WITH next AS found, min(depth) + 1 AS depth // if $stop_at
  RETURN found, depth
}
WITH parent, found, depth,
  depth > 0
  AND ($max_depth IS NULL OR depth <= $max_depth)
  AND ($where.kinds IS NULL OR found.kind IN $where.kinds)
  AND ($where.states IS NULL OR found.state IN $where.states)
  AND ($where.media_types IS NULL OR found.media_type IN $where.media_types)
  AND ($where.created_after IS NULL OR found.created_at >= $where.created_after)
  AND ($where.created_before IS NULL OR found.created_at < $where.created_before)
  AND CASE $only // if $only
    WHEN 'roots' THEN NOT EXISTS { MATCH (found)-[source:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->() WHERE ($relation_types IS NULL OR type(source) IN $relation_types) AND ($as_of IS NULL OR source.created_at <= $as_of) } // if $only
    ELSE NOT EXISTS { MATCH (found)<-[derivative:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-() WHERE ($relation_types IS NULL OR type(derivative) IN $relation_types) AND ($as_of IS NULL OR derivative.created_at <= $as_of) } // if $only
  END // if $only
  AS shown
ORDER BY depth, found.id
WITH parent,
  collect(CASE WHEN shown THEN {artifact: found, depth: depth} END) AS rows,
  CASE WHEN max(depth) > $max_depth THEN ['depth_limit'] ELSE [] END AS cut
WITH parent, rows, cut + CASE WHEN size(rows) > $max_nodes THEN ['node_limit'] ELSE [] END AS reasons
WITH {artifacts: rows[..$max_nodes], origin: parent, direction: $direction, relation_types: $relation_types, as_of: $as_of, total_count: size(rows), complete: size(reasons) = 0, incomplete_because: reasons} AS child
