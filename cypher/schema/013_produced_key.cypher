// A run produces an artifact once in each stage.
CREATE CONSTRAINT produced_key IF NOT EXISTS
FOR ()-[link:PRODUCED]-() REQUIRE link.key IS UNIQUE
