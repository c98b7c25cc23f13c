// What has happened since a moment and is not known yet, the earliest first, in one row at least.
//
// param    feed
// returns  now, key, at, subject, id, before, after
//
// Without a floor it is so many milliseconds before now. Only what a story's or a run's event changed
// is told, since it names artifacts.
WITH datetime().epochMillis AS now
OPTIONAL MATCH (event:Event)-[:ABOUT]->(subject)
WHERE event.at >= datetime({epochMillis: coalesce($feed.floor, now - $feed.window)})
AND NOT event.key IN $feed.known
WITH now, event, subject
ORDER BY event.at, event.key
LIMIT $feed.most
RETURN now, event.key AS key, event.at.epochMillis AS at,
  [label IN labels(subject) WHERE label <> 'Entity'][0] AS subject,
  subject.id AS id,
  CASE WHEN subject:Artifact THEN null ELSE event.before END AS before,
  CASE WHEN subject:Artifact THEN null ELSE event.after END AS after
