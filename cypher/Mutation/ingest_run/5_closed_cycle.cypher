// The way from the source of one of these relations back to its artifact, each `{from, to}`.
//
// param    relations
// returns  path
//
// Both ends of the way are known, so shortestPath needs no bound: it searches from both.
UNWIND $relations AS row
MATCH (artifact:Artifact {id: row.from})
MATCH (source:Artifact {id: row.to})
MATCH path = shortestPath(
  (source)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(artifact)
)
RETURN [node IN nodes(path) | node.id] AS path
LIMIT 1
