// A story has one primary artifact in each role.
CREATE CONSTRAINT has_artifact_slot IF NOT EXISTS
FOR ()-[link:HAS_ARTIFACT]-() REQUIRE link.slot IS UNIQUE
