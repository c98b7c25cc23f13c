// The next of what changed stories, runs and artifacts, in the order of the keys.
//
// param    after, count
// returns  after, about_id, rev, kind, actor, at, before, changed_to, reason
MATCH (event:Event)
WHERE event.key > $after
RETURN
  event.key AS after,
  split(event.key, ':')[0] AS about_id,
  toInteger(split(event.key, ':')[1]) AS rev,
  event.kind AS kind,
  event.actor AS actor,
  toString(datetime({datetime: event.at, timezone: 'Z'})) AS at,
  event.before AS before,
  event.after AS changed_to,
  event.reason AS reason
ORDER BY event.key
LIMIT $count
