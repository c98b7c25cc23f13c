// Returns the story of a run, null when it has none.
//
// param    id
// returns  story_id
MATCH (run:Run {id: $id})
OPTIONAL MATCH (run)<-[:HAS_RUN]-(story:Story)
RETURN story.id AS story_id
