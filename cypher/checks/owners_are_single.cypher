// What belongs to something belongs to one thing: a step to a run, an artifact to a step, and so on.
//
// rows  label, id, type, owners
//
// A run has one story or none, an artifact one step or none and one content or none, an assessment
// has its artifact, and a step its run. A run or a step tries one other again, or none.
CALL () {
  MATCH (node:Run)<-[edge:HAS_RUN]-(owner)
  RETURN 'Run' AS label, node, type(edge) AS type, count(edge) AS owners
  UNION ALL
  MATCH (node:AgentStep)
  RETURN 'AgentStep' AS label, node, 'HAS_STEP' AS type, COUNT { (node)<-[:HAS_STEP]-() } AS owners
  UNION ALL
  MATCH (node:Artifact)<-[edge:CREATED]-(owner)
  RETURN 'Artifact' AS label, node, type(edge) AS type, count(edge) AS owners
  UNION ALL
  MATCH (node:Artifact)-[edge:STORED_AS]->(owner)
  RETURN 'Artifact' AS label, node, type(edge) AS type, count(edge) AS owners
  UNION ALL
  MATCH (node:Assessment)
  RETURN 'Assessment' AS label, node, 'ASSESSES' AS type, COUNT { (node)-[:ASSESSES]->() } AS owners
  UNION ALL
  MATCH (node:Event)
  RETURN 'Event' AS label, node, 'ABOUT' AS type, COUNT { (node)-[:ABOUT]->() } AS owners
  UNION ALL
  MATCH (node:Story)-[edge:CURRENT_RUN]->(owner)
  RETURN 'Story' AS label, node, type(edge) AS type, count(edge) AS owners
  UNION ALL
  MATCH (node:Run)-[edge:RETRY_OF]->(owner)
  RETURN 'Run' AS label, node, type(edge) AS type, count(edge) AS owners
  UNION ALL
  MATCH (node:AgentStep)-[edge:RETRY_OF]->(owner)
  RETURN 'AgentStep' AS label, node, type(edge) AS type, count(edge) AS owners
}
WITH label, node, type, owners
WHERE owners <> 1
RETURN label, coalesce(node.id, node.key) AS id, type, owners
