// An upload has an id of its own.
CREATE CONSTRAINT upload_id IF NOT EXISTS
FOR (node:Upload) REQUIRE node.id IS UNIQUE
