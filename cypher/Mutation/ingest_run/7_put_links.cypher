// Links artifacts to a story, or changes those links, in the order given.
//
// param  story, links
//
// Links that lose their slot come before those that get it.
MATCH (story:Story {id: $story})
UNWIND $links AS row
MATCH (artifact:Artifact {id: row.artifact})
MERGE (story)-[link:HAS_ARTIFACT {key: row.key}]->(artifact)
ON CREATE SET link.role = row.role, link.created_at = datetime()
SET link.position = row.position, link.is_primary = row.is_primary, link.slot = row.slot
