// The states of artifacts now, and what their events since a moment say of the state before each.
//
// param    ids, at
// returns  id, state, befores
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
CALL (artifact) {
  MATCH (event:Event)-[:ABOUT]->(artifact)
  WHERE event.at > $at
  WITH event
  ORDER BY toInteger(split(event.key, ':')[1])
  RETURN collect(event.before) AS befores
}
RETURN id, artifact.state AS state, befores
