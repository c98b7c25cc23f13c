// The current run of a story is one of its runs, and it has one or none.
//
// rows  story, runs
MATCH (story:Story)-[:CURRENT_RUN]->(run:Run)
WITH story, collect(run) AS runs
WHERE size(runs) > 1 OR any(run IN runs WHERE NOT (story)-[:HAS_RUN]->(run))
RETURN story.id AS story, [run IN runs | run.id] AS runs
