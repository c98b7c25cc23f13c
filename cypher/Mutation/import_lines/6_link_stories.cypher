// Links artifacts to stories where that is not so yet, and tells the links that are there otherwise.
//
// param    rows
// returns  key
//
// A link that tells no time is as old as its artifact. A link that is new gets its place. One that is
// there agrees with a line that tells no position.
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})
MATCH (artifact:Artifact {id: row.artifact_id})
MERGE (story)-[link:HAS_ARTIFACT {key: row.key}]->(artifact)
ON CREATE SET
  link.role = row.role,
  link.is_primary = row.is_primary,
  link.slot = row.slot,
  link.position = row.place,
  link.created_at = coalesce(datetime(row.created_at), artifact.created_at)
WITH link, row
WHERE link.is_primary <> row.is_primary
  OR row.position IS NOT NULL AND coalesce(link.position <> row.position, true)
RETURN link.key AS key
