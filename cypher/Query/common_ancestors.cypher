// The common ancestors of the artifacts with these ids. Null when `ids` is empty, or when one of the artifacts does not exist.
//
// child  {artifacts, total_count, complete, incomplete_because}
//
// Here an artifact is an ancestor of itself, at depth 0. What is common is closed upward: all sources
// of a common ancestor are common. So one is among the nearest if and only if no common ancestor has
// it as a direct source, which costs one step from each and no second walk.
CALL () {
  UNWIND range(0, size($ids) - 1) AS place
  MATCH (start:Artifact {id: $ids[place]})
  RETURN collect({artifact: start, place: place}) AS starts
}
WITH starts
WHERE size(starts) = size($ids) AND size(starts) > 0
CALL (starts) {
  UNWIND starts AS start
  WITH start.artifact AS start, start.place AS place
  CALL (start) {
    MATCH path = (start)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]->(found)
    RETURN found, min(length(path)) AS depth
  }
  WITH found, depth, place
  ORDER BY place
  WITH found, collect(depth) AS depths
  WHERE size(depths) = size($ids)
  WITH collect({artifact: found, depths: depths}) AS common
  CALL (common) {
    UNWIND common AS one
    RETURN one.artifact AS artifact, one
    UNION ALL
    UNWIND common AS one
    WITH one.artifact AS derivative
    WHERE $mode = 'nearest'
    MATCH (derivative)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(artifact)
    RETURN DISTINCT artifact, null AS one
  }
  WITH artifact, count(*) AS times, head(collect(one)) AS one
  WHERE times = 1
  WITH one
  ORDER BY reduce(total = 0, depth IN one.depths | total + depth), one.artifact.id
  RETURN collect(one) AS rows
}
WITH {artifacts: rows[..$max_nodes], total_count: size(rows), complete: size(rows) <= $max_nodes, incomplete_because: CASE WHEN size(rows) > $max_nodes THEN ['node_limit'] ELSE [] END} AS child
