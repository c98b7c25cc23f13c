// Which of the stories and runs that are watched have to do with some artifacts.
//
// param    feed
// returns  id, stories, runs
UNWIND $feed.artifacts AS id
MATCH (artifact:Artifact {id: id})
RETURN id,
  [(artifact)<-[:HAS_ARTIFACT]-(story:Story) WHERE story.id IN $feed.stories | story.id]
  + [(artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(:Run)<-[:HAS_RUN]-(story:Story)
    WHERE story.id IN $feed.stories | story.id]
  + [(artifact)<-[:PRODUCED]-(:Run)<-[:HAS_RUN]-(story:Story)
    WHERE story.id IN $feed.stories | story.id] AS stories,
  [(artifact)<-[:PRODUCED|CONSUMED]-(run:Run) WHERE run.id IN $feed.runs | run.id]
  + [(artifact)<-[:CREATED]-(:AgentStep)<-[:HAS_STEP]-(run:Run)
    WHERE run.id IN $feed.runs | run.id] AS runs
