// How far some runs have come, in numbers that never fall.
//
// param    feed
// returns  id, rev, steps, begun, ended, artifacts, over
UNWIND $feed.runs AS id
MATCH (run:Run {id: id})
OPTIONAL MATCH (run)-[:HAS_STEP]->(step:AgentStep)
WITH run, count(step) AS steps,
  count(CASE WHEN step.status <> 'pending' THEN 1 END) AS begun,
  count(CASE WHEN NOT step.status IN ['pending', 'running'] THEN 1 END) AS ended,
  sum(COUNT { (step)-[:CREATED]->() }) AS artifacts
RETURN run.id AS id, run.rev AS rev, steps, begun, ended, artifacts,
  NOT run.status IN ['pending', 'running'] AND ended = steps AS over
