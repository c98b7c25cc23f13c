// Relates artifacts to the runs in which they were made, which older versions did not write.
MATCH (artifact:Artifact)
CALL (artifact) {
  MATCH (artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(run:Run)
  RETURN run
  UNION
  MATCH (artifact)<-[:PRODUCED]-(run:Run)
  RETURN run
}
WITH artifact, run
WHERE NOT EXISTS { MATCH (artifact)-[:MADE_IN]->(run) }
CALL (artifact, run) {
  MERGE (artifact)-[:MADE_IN]->(run)
} IN TRANSACTIONS OF 1000 ROWS
