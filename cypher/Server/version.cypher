// The version of the server.
//
// returns  version
CALL dbms.components() YIELD name, versions
WITH versions
WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version
