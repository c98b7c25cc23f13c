// The change. Null in the first message of a subscription without `after`.
//
// child   Event
// source  event_key
MATCH (child:Event {key: $event_key})
