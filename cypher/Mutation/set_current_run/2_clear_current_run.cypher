// Takes away a story's current run.
//
// param  id
MATCH (story:Story {id: $id})-[link:CURRENT_RUN]->(:Run)
DELETE link
