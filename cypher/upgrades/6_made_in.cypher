// Relates artifacts to the runs in which they were made, which older versions did not write.
//
// Each artifact is looked at in the transaction that writes: rows that are to be written would
// otherwise be collected first, and there may be as many as artifacts.
MATCH (artifact:Artifact)
CALL (artifact) {
  CALL (artifact) {
    MATCH (artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(run:Run)
    RETURN run
    UNION
    MATCH (artifact)<-[:PRODUCED]-(run:Run)
    RETURN run
  }
  WITH artifact, run
  WHERE NOT EXISTS { MATCH (artifact)-[:MADE_IN]->(run) }
  CREATE (artifact)-[:MADE_IN]->(run)
} IN TRANSACTIONS OF 1000 ROWS
