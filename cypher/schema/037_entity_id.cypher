// An id is that of one thing, of whatever type.
CREATE CONSTRAINT entity_id IF NOT EXISTS
FOR (node:Entity) REQUIRE node.id IS UNIQUE
