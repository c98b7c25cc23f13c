// Work of the runs of this story that has led to nothing published so far.
//
// child  {artifacts, cost_micro_usd}
//
// A step is wasted when all that it created is, also when that is nothing.
OPTIONAL MATCH (parent)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(step:AgentStep)
OPTIONAL MATCH (step)-[:CREATED]->(artifact:Artifact)
CALL (artifact) {
  MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]-(found)
  WITH found, min(length(path)) AS depth
  WHERE found.state = 'published'
  RETURN count(found) > 0 AS used
}
WITH step, count(artifact) AS created, count(CASE WHEN used THEN 1 END) AS used
WITH sum(created - used) AS artifacts,
  sum(CASE WHEN used = 0 THEN step.cost_micro_usd END) AS cost_micro_usd
WITH {artifacts: artifacts, cost_micro_usd: cost_micro_usd} AS child
