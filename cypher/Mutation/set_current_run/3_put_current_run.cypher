// Makes a run the current one of its story.
//
// param  id, run
MATCH (story:Story {id: $id})-[:HAS_RUN]->(run:Run {id: $run})
CREATE (story)-[:CURRENT_RUN]->(run)
