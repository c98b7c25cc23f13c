// A kind, a state, a status, a role and what a link says of itself are among those of the model.
//
// rows  what, key, property, value
CALL () {
  MATCH (artifact:Artifact)
  UNWIND [
    ['kind', artifact.kind, ['image', 'audio', 'video', 'text', 'json', 'data']],
    ['state', artifact.state, ['intermediate', 'candidate', 'published', 'archived']]
  ] AS word
  RETURN 'Artifact' AS what, artifact.id AS key, word
  UNION ALL
  MATCH (assessment:Assessment)
  WITH assessment, ['kind', assessment.kind, ['safety', 'quality', 'rights']] AS word
  RETURN 'Assessment' AS what, assessment.id AS key, word
  UNION ALL
  MATCH (node:Run|AgentStep)
  WITH node, ['status', node.status, ['pending', 'running', 'completed', 'failed', 'cancelled']] AS word
  RETURN [label IN labels(node) WHERE label <> 'Entity'][0] AS what, node.id AS key, word
  UNION ALL
  MATCH (:Story)-[link:HAS_ARTIFACT]->(:Artifact)
  UNWIND [
    ['role', link.role, ['cover', 'final_audio', 'final_video', 'scene_image']],
    ['is_primary', link.is_primary, [true, false]],
    ['created_at', link.created_at IS NULL, [false]]
  ] AS word
  RETURN 'HAS_ARTIFACT' AS what, link.key AS key, word
  UNION ALL
  MATCH (:Artifact)-[relation:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(:Artifact)
  WITH relation, ['created_at', relation.created_at IS NULL, [false]] AS word
  RETURN type(relation) AS what, relation.key AS key, word
}
WITH what, key, word
WHERE word[1] IS NOT NULL AND NOT word[1] IN word[2]
OR word[1] IS NULL AND what = 'HAS_ARTIFACT'
RETURN what, key, word[0] AS property, coalesce(toStringOrNull(word[1]), CASE WHEN word[1] IS NOT NULL THEN valueType(word[1]) END) AS value
