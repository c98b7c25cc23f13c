// The changes of the story, newest first: one event for each revision.
//
// child  {event, rev}
// node   child.event
// page   child.rev DESC
MATCH (event:Event)-[:ABOUT]->(parent)
WITH {event: event, rev: toInteger(split(event.key, ':')[1])} AS child
