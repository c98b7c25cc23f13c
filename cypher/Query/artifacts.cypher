// Artifacts, filtered by their properties, their lineage, and the stories, runs and steps to which they belong.
//
// child  Artifact
// page   NEWEST: child.created_at DESC, child.id DESC
// page   OLDEST: child.created_at, child.id
// page   NAME: child.name, child.id
// words  where.text, where.prompt, where.lineage_prompt
// parts  where.name
//
// Searches and walks come first, once: after other clauses they would run again for each row. Their
// ids are collected, since a walk between two fixed ends is not pruned. A walk from artifacts that are
// made from one another starts from the first of them. A part of a name is looked for by its index
// where nothing else narrows the artifacts down: that search goes through all names.
CALL () { // if $where.prompt
  CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
  CALL db.index.fulltext.queryNodes('agent_step_words', $where.prompt) YIELD node
  MATCH (node)-[:CREATED]->(made)
  RETURN collect(elementId(made)) AS prompted
}
CALL () { // if $where.lineage_prompt
  CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
  CALL db.index.fulltext.queryNodes('agent_step_words', $where.lineage_prompt) YIELD node
  MATCH (node)-[:CREATED]->(made)
  WITH collect(made) AS all_made
  UNWIND all_made AS made
  WITH made, all_made
  WHERE NOT EXISTS { (made)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source) WHERE source IN all_made }
  MATCH path = (made)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*0..]-(found)
  WITH found, min(length(path)) AS depth
  RETURN collect(elementId(found)) AS lineage_prompted
}
CALL () { // if $where.ancestor_of
  MATCH path = (:Artifact {id: $where.ancestor_of})-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]->(found)
  WITH found, min(length(path)) AS depth
  RETURN collect(elementId(found)) AS ancestors
}
CALL () { // if $where.descendant_of
  MATCH path = (:Artifact {id: $where.descendant_of})<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]-(found)
  WITH found, min(length(path)) AS depth
  RETURN collect(elementId(found)) AS descendants
}
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh() // if $where.text
CALL db.index.fulltext.queryNodes('artifact_words', $where.text) YIELD node AS child // if $where.text
CALL () { // if $where.name without $where.text $where.prompt $where.lineage_prompt $where.ancestor_of $where.descendant_of $where.made_for $where.linked_to $where.run $where.step $where.ids $where.sha256
  CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
  CALL db.index.fulltext.queryNodes('artifact_name_text', $where.name_parts) YIELD node
  RETURN node AS child
}
MATCH (child:Artifact) // if $where.ancestor_of
WHERE elementId(child) IN ancestors // if $where.ancestor_of
MATCH (child:Artifact) // if $where.descendant_of
WHERE elementId(child) IN descendants // if $where.descendant_of
MATCH (child:Artifact) // if $where.prompt
WHERE elementId(child) IN prompted // if $where.prompt
MATCH (child:Artifact) // if $where.lineage_prompt
WHERE elementId(child) IN lineage_prompted // if $where.lineage_prompt
MATCH (:Story {id: $where.made_for})-[:HAS_RUN|HAS_STEP|CREATED|PRODUCED*2..3]->(child:Artifact) // if $where.made_for
WITH DISTINCT child // if $where.made_for
MATCH (:Story {id: $where.linked_to.story})-[link:HAS_ARTIFACT]->(child:Artifact) // if $where.linked_to
WHERE $where.linked_to.role IS NULL OR link.role = $where.linked_to.role // if $where.linked_to
WITH DISTINCT child // if $where.linked_to
MATCH (:Run {id: $where.run})-[:HAS_STEP|CREATED|PRODUCED*1..2]->(child:Artifact) // if $where.run
WITH DISTINCT child // if $where.run
MATCH (:AgentStep {id: $where.step})-[:CREATED]->(child:Artifact) // if $where.step
MATCH (step_of_agent:AgentStep)-[:CREATED]->(child:Artifact) // if $where.agents
WHERE step_of_agent.agent IN $where.agents // if $where.agents
MATCH (step_of_model:AgentStep)-[:CREATED]->(child:Artifact) // if $where.models
WHERE step_of_model.model IN $where.models // if $where.models
MATCH (child:Artifact)
WHERE true
AND child.id IN $where.ids // if $where.ids
AND child.sha256 = $where.sha256 // if $where.sha256
AND child.kind IN $where.kinds // if $where.kinds
AND child.media_type IN $where.media_types // if $where.media_types
AND child.state IN $where.states // if $where.states
AND child.name CONTAINS $where.name // if $where.name
AND EXISTS { (:Story)-[role:HAS_ARTIFACT]->(child) WHERE role.role IN $where.roles } // if $where.roles
AND $where.unused <> (EXISTS { (child)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-() } OR EXISTS { (child)<-[:CONSUMED]-() } OR EXISTS { (child)<-[:HAS_ARTIFACT]-() }) // if $where.unused
AND child.created_at >= $where.created_after // if $where.created_after
AND child.created_at < $where.created_before // if $where.created_before
