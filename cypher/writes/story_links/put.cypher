// Links artifacts to stories, or changes those links, in the order given.
//
// param  rows, is_import
//
// A link that loses its slot comes before the one that gets it. One of an import that gives no
// `created_at` is as old as its artifact.
UNWIND $rows AS row
MATCH (story:Story {id: row.story_id})
MATCH (artifact:Artifact {id: row.artifact_id})
MERGE (story)-[link:HAS_ARTIFACT {key: row.key}]->(artifact)
ON CREATE SET
  link.role = row.role,
  link.created_at = coalesce(
    datetime(row.created_at), CASE WHEN $is_import THEN artifact.created_at ELSE datetime() END
  )
SET link.position = row.position, link.is_primary = row.is_primary, link.slot = row.slot
