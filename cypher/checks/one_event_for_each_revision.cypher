// A story, a run or an artifact has one event for each of its revisions.
//
// rows  subject, rev, keys
MATCH (subject:Story|Run|Artifact)
OPTIONAL MATCH (event:Event)-[:ABOUT]->(subject)
WITH subject, collect(event.key) AS keys
WHERE size(keys) <> subject.rev
  OR any(number IN range(1, subject.rev) WHERE NOT subject.id + ':' + number IN keys)
RETURN subject.id AS subject, subject.rev AS rev, keys
