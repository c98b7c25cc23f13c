// Steps of the story's runs that are RUNNING since before a moment, and may have been left so, oldest first.
//
// child  AgentStep
// page   child.created_at, child.id
WITH parent.story AS story
MATCH (story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(child:AgentStep)
WHERE child.status = 'running'
AND coalesce(child.started_at, child.created_at) < $started_before
