// A lock is one node, so that two can not hold it.
CREATE CONSTRAINT lock_name IF NOT EXISTS
FOR (node:Lock) REQUIRE node.name IS UNIQUE
