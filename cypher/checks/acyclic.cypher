// No artifact is its own ancestor.
//
// rows  from_artifact, to_artifact
//
// Every cycle has a relation that does not go from the newer to the older artifact (by creation,
// then by id): only those are followed, each target once, by a search that visits a node once.
MATCH (artifact:Artifact)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source:Artifact)
WHERE coalesce(
    artifact.created_at < source.created_at
      OR (artifact.created_at = source.created_at AND artifact.id <= source.id),
    true
  )
WITH source, collect(DISTINCT artifact) AS suspects
CALL (source, suspects) {
  MATCH (source)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]->(ancestor:Artifact)
  WITH DISTINCT ancestor
  WHERE ancestor IN suspects
  RETURN ancestor
}
RETURN ancestor.id AS from_artifact, source.id AS to_artifact
