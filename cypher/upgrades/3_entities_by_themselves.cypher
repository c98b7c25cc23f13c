// Makes entities, one by one, of what is none yet: of two with the same id, one stays as it is.
//
// `check` finds that one. What fails for another reason is found again by the next start.
MATCH (node:(Story|Run|AgentStep|Artifact|Assessment)&!Entity)
CALL (node) {
  SET node:Entity
} IN TRANSACTIONS OF 1 ROW ON ERROR CONTINUE
