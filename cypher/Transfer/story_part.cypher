// The ids of what belongs to a story: its runs and their steps, and the artifacts that it links or that these made or took.
//
// param    id
// returns  story, run, step, artifact, assessment
MATCH (story:Story {id: $id})
CALL (story) {
  OPTIONAL MATCH (story)-[:HAS_RUN]->(run:Run)
  WITH run
  ORDER BY run.id
  RETURN collect(run) AS runs
}
CALL (runs) {
  UNWIND runs AS run
  MATCH (run)-[:HAS_STEP]->(step:AgentStep)
  WITH step
  ORDER BY step.id
  RETURN collect(step) AS steps
}
CALL (story, runs, steps) {
  CALL (story, runs, steps) {
    MATCH (story)-[:HAS_ARTIFACT]->(artifact:Artifact)
    RETURN artifact
    UNION
    UNWIND runs AS run
    MATCH (run)-[:PRODUCED|CONSUMED]->(artifact:Artifact)
    RETURN artifact
    UNION
    UNWIND steps AS step
    MATCH (step)-[:CREATED]->(artifact:Artifact)
    RETURN artifact
  }
  WITH artifact
  ORDER BY artifact.id
  RETURN collect(artifact) AS artifacts
}
CALL (artifacts) {
  UNWIND artifacts AS artifact
  MATCH (assessment:Assessment)-[:ASSESSES]->(artifact)
  WITH assessment
  ORDER BY assessment.id
  RETURN collect(assessment.id) AS assessment
}
RETURN [story.id] AS story, [one IN runs | one.id] AS run, [one IN steps | one.id] AS step, [one IN artifacts | one.id] AS artifact, assessment
