// A story has an id of its own.
CREATE CONSTRAINT story_id IF NOT EXISTS
FOR (node:Story) REQUIRE node.id IS UNIQUE
