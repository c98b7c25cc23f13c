// Whether the artifact `ancestor` is an ancestor of the artifact `of`. False when both are the same artifact, null when one of them does not exist.
//
// child  Boolean
MATCH (older:Artifact {id: $ancestor})
CALL (older) {
  MATCH (newer:Artifact {id: $of})
  RETURN newer
}
CALL (newer, older) {
  WITH newer, older
  WHERE newer <> older
  MATCH path = shortestPath((newer)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(older))
  RETURN count(path) AS found
}
WITH found > 0 AS child
