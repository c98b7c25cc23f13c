// Makes entities, one by one, of what is none yet: of two with the same id, one stays as it is.
//
// Check finds that one.
MATCH (node:Story|Run|AgentStep|Artifact|Assessment)
WHERE NOT node:Entity
CALL (node) {
  SET node:Entity
} IN TRANSACTIONS OF 1 ROW ON ERROR CONTINUE
