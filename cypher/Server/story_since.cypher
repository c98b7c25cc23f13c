// A story as it is now and what has changed it since a moment, with no row when it was not there then.
//
// param    story_id, at
// returns  story, links, changes
//
// A change is `[before, after]` of an event, the last first. An import leaves no event: of what it
// brought, the times say whether it was there.
MATCH (story:Story {id: $story_id})
WHERE story.created_at <= $at
OPTIONAL MATCH (story)-[:CURRENT_RUN]->(run:Run)
CALL (story) {
  MATCH (story)-[link:HAS_ARTIFACT]->(artifact:Artifact)
  RETURN collect(link {.role, .is_primary, .position, artifact: artifact.id, is_later: link.created_at > $at}) AS links
}
CALL (story) {
  MATCH (event:Event)-[:ABOUT]->(story)
  WHERE event.at > $at
  WITH event
  ORDER BY toInteger(split(event.key, ':')[1]) DESC
  RETURN collect([event.before, event.after]) AS changes
}
RETURN story {.title, .synopsis, .metadata, current_run: run.id} AS story, links, changes
