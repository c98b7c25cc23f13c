// How many stories, runs, steps and artifacts there are.
//
// returns  story, run, step, artifact
CALL () { MATCH (story:Story) RETURN count(story) AS story }
CALL () { MATCH (run:Run) RETURN count(run) AS run }
CALL () { MATCH (step:AgentStep) RETURN count(step) AS step }
CALL () { MATCH (artifact:Artifact) RETURN count(artifact) AS artifact }
RETURN story, run, step, artifact
