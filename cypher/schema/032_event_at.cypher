// Events are read by their time.
CREATE INDEX event_at IF NOT EXISTS
FOR (node:Event) ON (node.at)
