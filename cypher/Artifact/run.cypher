// The run in which the artifact was made: the run of `createdByStep`, otherwise the oldest run that has a PRODUCED link to the artifact. Null when there is neither.
//
// child  Run
OPTIONAL MATCH (made:Run)-[:HAS_STEP]->(:AgentStep)-[:CREATED]->(parent)
OPTIONAL MATCH (produced:Run)-[:PRODUCED]->(parent)
WHERE made IS NULL
WITH coalesce(made, produced) AS child
WHERE child IS NOT NULL
WITH child
ORDER BY child.created_at, child.id
LIMIT 1
