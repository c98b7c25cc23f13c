// Returns what was made from an artifact, from what else, and the primaries among all of that.
//
// param    artifact_id
// returns  artifact, descendants, sources, primaries
//
// An artifact is `{id, state, depth}`. The replacements of a primary are what its story links in the
// same role and can be linked now, the best first, whether they were made from the artifact or not.
MATCH (artifact:Artifact {id: $artifact_id})
CALL (artifact) {
  MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]-(found)
  WITH found, min(length(path)) AS depth
  ORDER BY depth, found.id
  RETURN collect({artifact: found, depth: depth}) AS rows
}
CALL (rows) {
  UNWIND rows AS row
  WITH row.artifact AS newer
  MATCH (newer)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(source)
  RETURN collect([newer.id, source.id]) AS sources
}
CALL (artifact, rows) {
  UNWIND [{artifact: artifact}] + rows AS row
  WITH row.artifact AS primary
  MATCH (primary)<-[link:HAS_ARTIFACT]-(story:Story)
  WHERE link.is_primary
  CALL (story, link) {
    MATCH (story)-[other:HAS_ARTIFACT]->(replacement:Artifact)
    WHERE other.role = link.role AND NOT other.is_primary AND replacement.state IN ['candidate', 'published']
    WITH other, replacement
    ORDER BY replacement.state = 'published' DESC, other.created_at DESC, replacement.id
    RETURN collect({id: replacement.id, position: other.position}) AS replacements
  }
  WITH {story_id: story.id, role: link.role, primary_id: primary.id, position: link.position, replacements: replacements} AS found
  ORDER BY found.story_id, found.role
  RETURN collect(found) AS primaries
}
RETURN
  {id: artifact.id, state: artifact.state} AS artifact,
  [row IN rows | {id: row.artifact.id, state: row.artifact.state, depth: row.depth}] AS descendants,
  sources,
  primaries
