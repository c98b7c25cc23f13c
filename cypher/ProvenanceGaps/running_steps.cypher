// Steps of the story's runs that have been RUNNING since before `startedBefore`, in the order of their creation.
//
// child  AgentStep
// page   child.created_at, child.id
WITH parent.story AS story
MATCH (story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(child:AgentStep)
WHERE child.status = 'running'
AND coalesce(child.started_at, child.created_at) < $started_before
