// An artifact has an id of its own.
CREATE CONSTRAINT artifact_id IF NOT EXISTS
FOR (node:Artifact) REQUIRE node.id IS UNIQUE
