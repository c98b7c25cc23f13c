// A schema file is applied once.
CREATE CONSTRAINT schema_file_name IF NOT EXISTS
FOR (node:SchemaFile) REQUIRE node.name IS UNIQUE
