// A run has an id of its own.
CREATE CONSTRAINT run_id IF NOT EXISTS
FOR (node:Run) REQUIRE node.id IS UNIQUE
