// A subject has one event for each of its revisions.
CREATE CONSTRAINT event_key IF NOT EXISTS
FOR (node:Event) REQUIRE node.key IS UNIQUE
