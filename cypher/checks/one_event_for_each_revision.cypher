// A story, a run or an artifact has one event for each of its revisions.
//
// rows  subject, rev, keys
MATCH (subject:Story|Run|Artifact)
OPTIONAL MATCH (event:Event)-[:ABOUT]->(subject)
WITH subject, coalesce(toIntegerOrNull(subject.rev), 0) AS rev, collect(event.key) AS keys
WHERE size(keys) <> rev
  OR any(number IN range(1, rev) WHERE NOT subject.id + ':' + number IN keys)
RETURN subject.id AS subject, subject.rev AS rev, keys
