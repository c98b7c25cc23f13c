// The lineage as a graph of artifacts and relations, in one result without pages, with at most `maxNodes` artifacts.
//
// child  {artifacts, origin, direction, through, relation_types, as_of, total_count, complete, incomplete_because}
// walk   repeated
//
// A walk that something stops goes over what does not stop it, and then one relation further from
// all of that. A walk through runs goes two relationships beyond `maxDepth`, since at the end of the
// first there may be a run. The far end has no label, which would let the planner scan that label and
// join. Rows are put in order before they are collected: beside a list, each row would be counted as
// large as the list, and the memory of a transaction is limited.
WITH parent, // if $through
  CASE WHEN 'relations' IN $through THEN coalesce($relation_types, ['DERIVED_FROM', 'VARIANT_OF', 'TRANSCODED_FROM']) ELSE [] END // if $through
  + CASE WHEN 'runs' IN $through THEN ['MADE_IN', 'CONSUMED'] ELSE [] END AS followed // if $through
OPTIONAL CALL (*) {
  WITH parent
  WHERE $direction <> 'descendants'
  MATCH path = (parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..$max_depth + 1]->(found) // without $through
  MATCH path = (parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM|MADE_IN|CONSUMED*0..$max_depth + 2]->(found) // if $through
  WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types) // without $through
  WHERE all(relation IN relationships(path) WHERE type(relation) IN followed) // if $through
  AND all(relation IN relationships(path) WHERE $stop_at.relation_types IS NULL OR NOT type(relation) IN $stop_at.relation_types) // if $stop_at
  AND all(relation IN relationships(path) WHERE NOT coalesce(endNode(relation).kind IN $stop_at.kinds, false)) // if $stop_at
  AND all(relation IN relationships(path) WHERE NOT coalesce(endNode(relation).state IN $stop_at.states, false)) // if $stop_at
  AND all(relation IN relationships(path) WHERE relation.created_at <= $as_of) // if $as_of
  WITH found, min(length(path)) AS depth
  WHERE found:Artifact // if $through without $stop_at
  MATCH (found)-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(next) // if $stop_at without $through
  MATCH (found)-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM|MADE_IN|CONSUMED]->(next) // if $stop_at $through
  WHERE ($relation_types IS NULL OR type(last) IN $relation_types) // if $stop_at without $through
  WHERE type(last) IN followed // if $stop_at $through
  AND ($as_of IS NULL OR last.created_at <= $as_of) // if $stop_at
  AND ($include_stops OR NOT coalesce(type(last) IN $stop_at.relation_types, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.kind IN $stop_at.kinds, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.state IN $stop_at.states, false)) // if $stop_at
  WITH next AS found, min(depth) + 1 AS depth // if $stop_at
  WHERE found:Artifact // if $stop_at $through
  RETURN found, depth
  UNION ALL
  WITH parent
  WHERE $direction <> 'ancestors'
  MATCH path = (parent)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..$max_depth + 1]-(found) // without $through
  MATCH path = (parent)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM|MADE_IN|CONSUMED*0..$max_depth + 2]-(found) // if $through
  WHERE all(relation IN relationships(path) WHERE $relation_types IS NULL OR type(relation) IN $relation_types) // without $through
  WHERE all(relation IN relationships(path) WHERE type(relation) IN followed) // if $through
  AND all(relation IN relationships(path) WHERE $stop_at.relation_types IS NULL OR NOT type(relation) IN $stop_at.relation_types) // if $stop_at
  AND all(relation IN relationships(path) WHERE NOT coalesce(startNode(relation).kind IN $stop_at.kinds, false)) // if $stop_at
  AND all(relation IN relationships(path) WHERE NOT coalesce(startNode(relation).state IN $stop_at.states, false)) // if $stop_at
  AND all(relation IN relationships(path) WHERE relation.created_at <= $as_of) // if $as_of
  WITH found, min(length(path)) AS depth
  WHERE found:Artifact // if $through without $stop_at
  MATCH (found)<-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-(next) // if $stop_at without $through
  MATCH (found)<-[last:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM|MADE_IN|CONSUMED]-(next) // if $stop_at $through
  WHERE ($relation_types IS NULL OR type(last) IN $relation_types) // if $stop_at without $through
  WHERE type(last) IN followed // if $stop_at $through
  AND ($as_of IS NULL OR last.created_at <= $as_of) // if $stop_at
  AND ($include_stops OR NOT coalesce(type(last) IN $stop_at.relation_types, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.kind IN $stop_at.kinds, false)) // if $stop_at
  AND ($include_stops OR NOT coalesce(next.state IN $stop_at.states, false)) // if $stop_at
  WITH next AS found, min(depth) + 1 AS depth // if $stop_at
  WHERE found:Artifact // if $stop_at $through
  RETURN found, depth
}
WITH parent, found, min(depth) AS depth // if $through
WITH parent, found, depth,
  found <> parent
  AND ($max_depth IS NULL OR depth <= $max_depth)
  AND ($where.kinds IS NULL OR found.kind IN $where.kinds)
  AND ($where.states IS NULL OR found.state IN $where.states)
  AND ($where.media_types IS NULL OR found.media_type IN $where.media_types)
  AND ($where.created_after IS NULL OR found.created_at >= $where.created_after)
  AND ($where.created_before IS NULL OR found.created_at < $where.created_before)
  AND CASE $only // if $only
    WHEN 'roots' THEN NOT EXISTS { MATCH (found)-[source:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->() WHERE ($relation_types IS NULL OR type(source) IN $relation_types) AND ($as_of IS NULL OR source.created_at <= $as_of) AND ($through IS NULL OR 'relations' IN $through) } // if $only
      AND NOT EXISTS { MATCH (found)-[:MADE_IN]->()-[:CONSUMED]->(other) WHERE 'runs' IN $through AND other <> found } // if $only $through
    ELSE NOT EXISTS { MATCH (found)<-[derivative:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-() WHERE ($relation_types IS NULL OR type(derivative) IN $relation_types) AND ($as_of IS NULL OR derivative.created_at <= $as_of) AND ($through IS NULL OR 'relations' IN $through) } // if $only
      AND NOT EXISTS { MATCH (found)<-[:CONSUMED]-()<-[:MADE_IN]-(other) WHERE 'runs' IN $through AND other <> found } // if $only $through
  END // if $only
  AS shown
ORDER BY depth, found.id
WITH parent,
  collect(CASE WHEN shown THEN {artifact: found, depth: depth} END) AS rows,
  CASE WHEN max(CASE WHEN found <> parent THEN depth END) > $max_depth THEN ['depth_limit'] ELSE [] END AS cut
WITH parent, rows, cut + CASE WHEN size(rows) > $max_nodes THEN ['node_limit'] ELSE [] END AS reasons
WITH {artifacts: rows[..$max_nodes], origin: parent, direction: $direction, through: $through, relation_types: $relation_types, as_of: $as_of, total_count: size(rows), complete: size(reasons) = 0, incomplete_because: reasons} AS child
