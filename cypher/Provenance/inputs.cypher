// The artifacts from which the artifact was made directly, each with the type of the relation and the stages at which the run consumed it.
//
// child  {artifact, stages, key, type}
// page   child.key, child.type
WITH parent.artifact AS made, parent.step AS step
MATCH (made)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source:Artifact)
OPTIONAL MATCH (source)<-[link:CONSUMED]-(:Run)-[:HAS_STEP]->(step)
WITH source, relation, link.stage AS stage
ORDER BY stage
WITH source, relation, collect(stage) AS stages
WITH {artifact: source, stages: stages, key: relation.key, type: type(relation)} AS child
