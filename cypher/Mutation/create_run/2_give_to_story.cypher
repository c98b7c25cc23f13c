// Makes a run one of a story's runs.
//
// param  id, story
MATCH (story:Story {id: $story})
MATCH (run:Run {id: $id})
CREATE (story)-[:HAS_RUN]->(run)
