// What stands against a new relation, when its first artifact is held already.
//
// param    type, from_artifact_id, to_artifact_id
// returns  has_source, is_duplicate, path
//
// Both ends of the way are known, so shortestPath needs no bound: it searches from both.
MATCH (artifact:Artifact {id: $from_artifact_id})
OPTIONAL MATCH (source:Artifact {id: $to_artifact_id})
OPTIONAL MATCH path = shortestPath(
  (source)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(artifact)
)
RETURN
  source IS NOT NULL AS has_source,
  EXISTS {
    MATCH (artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source)
    WHERE type(relation) = $type
  } AS is_duplicate,
  [node IN nodes(path) | node.id] AS path
