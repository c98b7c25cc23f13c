// Stories, runs, steps, artifacts and assessments are entities, and no two have the same id.
//
// rows  id, label, others
//
// The constraint keeps entities apart, so that only what is none can have the id of another.
MATCH (node:Story|Run|AgentStep|Artifact|Assessment)
WHERE NOT node:Entity
CALL (node) {
  OPTIONAL MATCH (other:Story|Run|AgentStep|Artifact|Assessment {id: node.id})
  WHERE other <> node
  RETURN collect([label IN labels(other) WHERE label <> 'Entity'][0]) AS others
}
RETURN node.id AS id, labels(node)[0] AS label, others
