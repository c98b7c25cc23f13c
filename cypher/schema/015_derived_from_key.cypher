// Two artifacts have one relation of this type.
CREATE CONSTRAINT derived_from_key IF NOT EXISTS
FOR ()-[link:DERIVED_FROM]-() REQUIRE link.key IS UNIQUE
