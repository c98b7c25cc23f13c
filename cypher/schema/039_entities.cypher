// Makes entities of the stories, runs, steps, artifacts and assessments that older versions wrote.
//
// A batch in which two have the same id fails as a whole, and is left to the next file.
MATCH (node:Story|Run|AgentStep|Artifact|Assessment)
WHERE NOT node:Entity
CALL (node) {
  SET node:Entity
} IN TRANSACTIONS OF 1000 ROWS ON ERROR CONTINUE
