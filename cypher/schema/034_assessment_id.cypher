// An assessment has an id of its own.
CREATE CONSTRAINT assessment_id IF NOT EXISTS
FOR (node:Assessment) REQUIRE node.id IS UNIQUE
