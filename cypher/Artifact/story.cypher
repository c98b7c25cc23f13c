// The story of the step's run, else of the oldest run that produced the artifact, or null.
//
// child  Story
OPTIONAL MATCH (made:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(parent)
OPTIONAL MATCH (produced:Run)-[:PRODUCED]->(parent)
WHERE made IS NULL
WITH coalesce(made, produced) AS run
ORDER BY run.created_at, run.id
LIMIT 1
MATCH (child:Story)-[:HAS_RUN]->(run)
