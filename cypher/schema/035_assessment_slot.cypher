// One assessment of each kind counts for an artifact.
CREATE CONSTRAINT assessment_slot IF NOT EXISTS
FOR (node:Assessment) REQUIRE node.slot IS UNIQUE
