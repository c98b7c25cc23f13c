// The story of the run in which the artifact was made (see `run`), or null when there is none.
//
// child  Story
OPTIONAL MATCH (made:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(parent)
OPTIONAL MATCH (produced:Run)-[:PRODUCED]->(parent)
WHERE made IS NULL
WITH coalesce(made, produced) AS run
ORDER BY run.created_at, run.id
LIMIT 1
MATCH (child:Story)-[:HAS_RUN]->(run)
