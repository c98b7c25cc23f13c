// Creates one event on each subject, all of them at the same moment.
//
// param  rows
UNWIND $rows AS row
MATCH (subject:Story|Run|Artifact {id: row.subject_id})
CREATE (event:Event)-[:ABOUT]->(subject)
SET event.key = row.subject_id + ':' + row.rev,
    event.kind = row.kind,
    event.actor = row.actor,
    event.at = datetime(),
    event.before = row.before,
    event.after = row.after,
    event.reason = row.reason
