// An artifact is related to the runs in which it was made, and to no other.
//
// rows  artifact, runs, expected
//
// These are the run of the step that created it, and those that are linked to it as what produced it.
// Two that add this at once may both do so, which changes no lineage.
MATCH (artifact:Artifact)
CALL (artifact) {
  OPTIONAL MATCH (artifact)-[:MADE_IN]->(run)
  WITH DISTINCT run.id AS id
  ORDER BY id
  RETURN collect(id) AS runs
}
CALL (artifact) {
  CALL (artifact) {
    MATCH (artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(run:Run)
    RETURN run.id AS id
    UNION
    MATCH (artifact)<-[:PRODUCED]-(run:Run)
    RETURN run.id AS id
  }
  WITH id
  ORDER BY id
  RETURN collect(id) AS expected
}
WITH artifact, runs, expected
WHERE runs <> expected
RETURN artifact.id AS artifact, runs, expected
