// Leaves a story that is locked without a current run.
//
// param  id
MATCH (story:Story {id: $id})-[link:CURRENT_RUN]->(:Run)
DELETE link
