// The change, or null in the first message.
//
// child   Event
// source  event_key
MATCH (child:Event {key: $event_key})
