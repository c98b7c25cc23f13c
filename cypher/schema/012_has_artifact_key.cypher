// A story links an artifact once in each role.
CREATE CONSTRAINT has_artifact_key IF NOT EXISTS
FOR ()-[link:HAS_ARTIFACT]-() REQUIRE link.key IS UNIQUE
