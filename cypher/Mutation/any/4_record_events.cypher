// Leaves one event on each subject, all of them at the same moment.
//
// param  events
UNWIND $events AS event
MATCH (subject:Story|Run|Artifact {id: event.subject_id})
CREATE (made:Event)-[:ABOUT]->(subject)
SET made.key = event.subject_id + ':' + event.rev,
    made.kind = event.kind,
    made.actor = event.actor,
    made.at = datetime(),
    made.before = event.before,
    made.after = event.after,
    made.reason = event.reason
