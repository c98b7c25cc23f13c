// Two artifacts have one relation of this type.
CREATE CONSTRAINT transcoded_from_key IF NOT EXISTS
FOR ()-[link:TRANSCODED_FROM]-() REQUIRE link.key IS UNIQUE
