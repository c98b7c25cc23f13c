// The ids of what belongs to a run: its story, its steps, and the artifacts that it made or took.
//
// param    id
// returns  story, run, step, artifact, assessment
MATCH (run:Run {id: $id})
CALL (run) {
  OPTIONAL MATCH (story:Story)-[:HAS_RUN]->(run)
  RETURN collect(story.id) AS story
}
CALL (run) {
  OPTIONAL MATCH (run)-[:HAS_STEP]->(step:AgentStep)
  WITH step
  ORDER BY step.id
  RETURN collect(step) AS steps
}
CALL (run, steps) {
  CALL (run, steps) {
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
RETURN story, [run.id] AS run, [one IN steps | one.id] AS step, [one IN artifacts | one.id] AS artifact, assessment
