// Steps of the runs of the story that are RUNNING and started before `startedBefore`, oldest first. They may have been abandoned.
//
// child  AgentStep
// page   child.created_at, child.id
WITH parent.story AS story
MATCH (story)-[:HAS_RUN]->(:Run)-[:HAS_STEP]->(child:AgentStep)
WHERE child.status = 'running'
AND coalesce(child.started_at, child.created_at) < $started_before
