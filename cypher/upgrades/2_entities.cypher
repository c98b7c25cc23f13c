// Makes entities of the stories, runs, steps, artifacts and assessments that older versions wrote.
//
// A batch that fails, since two have the same id or for any other reason, is left to the next file.
MATCH (node:(Story|Run|AgentStep|Artifact|Assessment)&!Entity)
CALL (node) {
  SET node:Entity
} IN TRANSACTIONS OF 1000 ROWS ON ERROR CONTINUE
