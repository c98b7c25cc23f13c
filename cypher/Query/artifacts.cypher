// Artifacts, filtered by their properties and by what they belong to.
//
// child  Artifact
// page   NEWEST: child.created_at DESC, child.id DESC
// page   OLDEST: child.created_at, child.id
// page   NAME: child.name, child.id
// words  where.text
CALL db.index.fulltext.queryNodes('artifact_words', $where.text) YIELD node AS child // if $where.text
MATCH (:Story {id: $where.made_for})-[:HAS_RUN|HAS_STEP|CREATED|PRODUCED*2..3]->(child:Artifact) // if $where.made_for
WITH DISTINCT child // if $where.made_for
MATCH (:Story {id: $where.linked_to.story})-[link:HAS_ARTIFACT]->(child:Artifact) // if $where.linked_to
WHERE $where.linked_to.role IS NULL OR link.role = $where.linked_to.role // if $where.linked_to
WITH DISTINCT child // if $where.linked_to
MATCH (:Run {id: $where.run})-[:HAS_STEP|CREATED|PRODUCED*1..2]->(child:Artifact) // if $where.run
WITH DISTINCT child // if $where.run
MATCH (:AgentStep {id: $where.step})-[:CREATED]->(child:Artifact) // if $where.step
MATCH (child:Artifact)
WHERE true
AND child.id IN $where.ids // if $where.ids
AND child.sha256 = $where.sha256 // if $where.sha256
AND child.kind IN $where.kinds // if $where.kinds
AND child.media_type IN $where.media_types // if $where.media_types
AND child.state IN $where.states // if $where.states
AND child.name CONTAINS $where.name // if $where.name
AND child.created_at >= $where.created_after // if $where.created_after
AND child.created_at < $where.created_before // if $where.created_before
