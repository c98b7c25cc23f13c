// The artifacts of a story whose provenance is incomplete or doubtful, or null when there is no story with this id.
//
// child  {story, artifacts, total_count, complete, incomplete_because}
//
// Looked at is what the story shows, and what its runs created, gave to a stage or took.
MATCH (story:Story {id: $story_id})
OPTIONAL CALL (story) {
  CALL (story) {
    MATCH (story)-[:HAS_ARTIFACT]->(artifact:Artifact)
    RETURN artifact
    UNION
    MATCH (story)-[:HAS_RUN]->(:Run)-[:PRODUCED|CONSUMED]->(artifact:Artifact)
    RETURN artifact
    UNION
    MATCH (story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(artifact:Artifact)
    RETURN artifact
  }
  CALL (artifact) {
    WITH artifact
    WHERE artifact.state = 'published'
    MATCH path = (artifact)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(found)
    WITH found, min(length(path)) AS depth
    RETURN count(CASE WHEN found.state = 'archived' THEN 1 END) > 0 AS archived, count(found.pruned_at) > 0 AS pruned
  }
  WITH artifact, archived, pruned,
    EXISTS { (artifact)<-[:PRODUCED]-(:Run)-[:CONSUMED]->(input) WHERE input <> artifact }
    OR EXISTS { (artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(:Run)-[:CONSUMED]->(input) WHERE input <> artifact } AS takes
  WITH artifact, [
    CASE WHEN NOT EXISTS { (:AgentStep)-[:CREATED]->(artifact) } THEN 'no_step' END,
    CASE WHEN artifact.sha256 IS NULL OR artifact.pruned_at IS NOT NULL THEN 'no_content' END,
    CASE WHEN takes AND NOT EXISTS { (artifact)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-() } THEN 'no_relation' END,
    CASE WHEN archived THEN 'archived_ancestor' END,
    CASE WHEN pruned THEN 'pruned_ancestor' END
  ] AS looked
  WITH artifact, [gap IN looked WHERE gap IS NOT NULL] AS gaps
  WHERE size(gaps) > 0
  RETURN artifact, gaps
}
WITH story, artifact, gaps
ORDER BY artifact.created_at, artifact.id
WITH story, collect(CASE WHEN artifact IS NOT NULL THEN {artifact: artifact, gaps: gaps} END) AS rows
WITH {story: story, artifacts: rows[..$max_nodes], total_count: size(rows), complete: size(rows) <= $max_nodes, incomplete_because: CASE WHEN size(rows) > $max_nodes THEN ['node_limit'] ELSE [] END} AS child
