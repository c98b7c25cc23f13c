// Runs of the story that are RUNNING and started before `startedBefore`, oldest first. They may have been abandoned.
//
// child  Run
// page   child.created_at, child.id
WITH parent.story AS story
MATCH (story)-[:HAS_RUN]->(child:Run)
WHERE child.status = 'running'
AND coalesce(child.started_at, child.created_at) < $started_before
