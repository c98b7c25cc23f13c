// Relates artifacts to the runs in which they were made, where they are not yet.
//
// param  ids
//
// These are the run of the step that created an artifact, and each run that is linked to it as what
// produced it. A lineage is walked along this relationship from an artifact to what its run
// consumed. Merging it would lock the run for as long as the transaction takes.
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
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
