// What a story is now.
//
// param    id
// returns  rev, title, synopsis, metadata, current_run
MATCH (story:Story {id: $id})
OPTIONAL MATCH (story)-[:CURRENT_RUN]->(run:Run)
RETURN story.rev AS rev, story.title AS title, story.synopsis AS synopsis,
       story.metadata AS metadata, run.id AS current_run
