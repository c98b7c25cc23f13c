// What changed the stories, runs and artifacts of those ids, each from its first revision on.
//
// param    ids
// returns  about_id, rev, kind, actor, at, before, changed_to, reason
UNWIND $ids AS id
MATCH (event:Event)-[:ABOUT]->(:Entity {id: id})
RETURN
  id AS about_id,
  toInteger(split(event.key, ':')[1]) AS rev,
  event.kind AS kind,
  event.actor AS actor,
  toString(datetime({datetime: event.at, timezone: 'Z'})) AS at,
  event.before AS before,
  event.after AS changed_to,
  event.reason AS reason
ORDER BY about_id, rev
