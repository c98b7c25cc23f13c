// A request id is used once.
CREATE CONSTRAINT request_key IF NOT EXISTS
FOR (node:Request) REQUIRE node.key IS UNIQUE
