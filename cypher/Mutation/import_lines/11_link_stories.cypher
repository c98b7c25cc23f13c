// Links artifacts to stories where that is not so yet, and tells the links that are there otherwise.
//
// param    rows
// returns  key
//
// A link that tells no time is as old as its artifact.
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})
MATCH (artifact:Artifact {id: row.artifact_id})
MERGE (story)-[link:HAS_ARTIFACT {key: row.key}]->(artifact)
ON CREATE SET
  link.role = row.role,
  link.is_primary = row.is_primary,
  link.slot = row.slot,
  link.position = row.position,
  link.created_at = coalesce(datetime(row.created_at), artifact.created_at)
WITH link, row
WHERE link.is_primary <> row.is_primary
  OR coalesce(link.position, -1) <> coalesce(row.position, -1)
RETURN link.key AS key
