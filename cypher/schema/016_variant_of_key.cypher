// Two artifacts have one relation of this type.
CREATE CONSTRAINT variant_of_key IF NOT EXISTS
FOR ()-[link:VARIANT_OF]-() REQUIRE link.key IS UNIQUE
