// The current assessments (see `Assessment.counts`) of one kind with a score less than `score`, lowest score first.
//
// child  Assessment
// page   child.score, child.id
MATCH (:Story {id: $story_id})-[:HAS_ARTIFACT|HAS_RUN|HAS_STEP|CREATED|PRODUCED*1..3]->(artifact:Artifact) // if $story_id
WITH DISTINCT artifact // if $story_id
MATCH (child:Assessment)-[:ASSESSES]->(artifact:Artifact)
WHERE child.kind = $kind AND child.score < $score AND child.slot IS NOT NULL
AND artifact.state IN $states // if $states
