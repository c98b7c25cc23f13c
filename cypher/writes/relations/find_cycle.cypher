// Returns the path from the source of one of these relations back to its artifact, if there is one.
//
// param    rows
// returns  path
//
// Both ends of the path are known, so shortestPath needs no bound: it searches from both.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.from_artifact_id})
MATCH (source:Artifact {id: row.to_artifact_id})
MATCH path = shortestPath(
  (source)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(artifact)
)
RETURN [node IN nodes(path) | node.id] AS path
LIMIT 1
