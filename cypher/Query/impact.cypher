// What depends on the artifact, or null when there is no artifact with this id.
//
// child  {artifact, descendants, deepest, counts}
MATCH (artifact:Artifact {id: $id})
OPTIONAL CALL (artifact) {
  MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]-(found)
  WITH found, min(length(path)) AS depth
  RETURN found.kind AS kind, found.state AS state, count(found) AS count, max(depth) AS deepest
}
WITH artifact, coalesce(sum(count), 0) AS descendants, coalesce(max(deepest), 0) AS deepest,
  collect(CASE WHEN count > 0 THEN {kind: kind, state: state, count: count} END) AS counts
WITH {artifact: artifact, descendants: descendants, deepest: deepest, counts: counts} AS child
