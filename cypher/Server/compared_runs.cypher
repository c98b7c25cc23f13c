// What the steps of two runs were told, took and made, a run in a row, with no row for a missing one.
//
// param    ids
// returns  steps
//
// What a step took is what its artifacts were made from and it did not make itself. The maker of that
// is a step of the same run, or null.
UNWIND $ids AS id
MATCH (run:Run {id: id})
OPTIONAL CALL (run) {
  MATCH (run)-[:HAS_STEP]->(step:AgentStep)
  CALL (step) {
    MATCH (step)-[:CREATED]->(artifact:Artifact)
    WITH artifact
    ORDER BY artifact.created_at, artifact.id
    RETURN collect(artifact {.id, .name, .kind}) AS made
  }
  CALL (run, step) {
    MATCH (step)-[:CREATED]->(:Artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source:Artifact)
    WHERE NOT EXISTS { (step)-[:CREATED]->(source) }
    OPTIONAL MATCH (source)<-[:CREATED]-(maker:AgentStep)<-[:HAS_STEP]-(run)
    RETURN collect(DISTINCT {type: type(relation), id: source.id, name: source.name, sha256: source.sha256, maker: maker.id}) AS took
  }
  WITH step, made, took
  ORDER BY step.step_order, step.id
  RETURN collect(step {.id, .name, .agent, .model, .prompt, .parameters, made: made, took: took}) AS steps
}
RETURN coalesce(steps, []) AS steps
