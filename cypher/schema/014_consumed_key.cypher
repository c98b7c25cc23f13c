// A run consumes an artifact once in each stage.
CREATE CONSTRAINT consumed_key IF NOT EXISTS
FOR ()-[link:CONSUMED]-() REQUIRE link.key IS UNIQUE
