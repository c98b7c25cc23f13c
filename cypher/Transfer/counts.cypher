// How many records of each type there are.
//
// returns  story, run, step, artifact, assessment, relation, storyLink, runLink
CALL () { MATCH (story:Story) RETURN count(story) AS story }
CALL () { MATCH (run:Run) RETURN count(run) AS run }
CALL () { MATCH (step:AgentStep) RETURN count(step) AS step }
CALL () { MATCH (artifact:Artifact) RETURN count(artifact) AS artifact }
CALL () { MATCH (assessment:Assessment) RETURN count(assessment) AS assessment }
CALL () { MATCH ()-[one:DERIVED_FROM]->() RETURN count(one) AS derived }
CALL () { MATCH ()-[one:VARIANT_OF]->() RETURN count(one) AS variants }
CALL () { MATCH ()-[one:TRANSCODED_FROM]->() RETURN count(one) AS transcoded }
CALL () { MATCH ()-[one:HAS_ARTIFACT]->() RETURN count(one) AS storyLink }
CALL () { MATCH ()-[one:PRODUCED]->() RETURN count(one) AS produced }
CALL () { MATCH ()-[one:CONSUMED]->() RETURN count(one) AS consumed }
RETURN
  story,
  run,
  step,
  artifact,
  assessment,
  derived + variants + transcoded AS relation,
  storyLink,
  produced + consumed AS runLink
