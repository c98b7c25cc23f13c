// Makes a run one of a story's runs.
//
// param    id, story
// returns  story
MATCH (story:Story {id: $story})
MATCH (run:Run {id: $id})
CREATE (story)-[:HAS_RUN]->(run)
RETURN story.id AS story
