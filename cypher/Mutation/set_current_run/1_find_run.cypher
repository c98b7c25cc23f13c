// The story that a run belongs to, if it belongs to one.
//
// param    id
// returns  story
MATCH (run:Run {id: $id})
OPTIONAL MATCH (run)<-[:HAS_RUN]-(story:Story)
RETURN story.id AS story
