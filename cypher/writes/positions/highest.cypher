// Returns the highest position of the scenes of each story, null where it has none.
//
// param    story_ids
// returns  story_id, highest
UNWIND $story_ids AS id
MATCH (story:Story {id: id})
OPTIONAL MATCH (story)-[link:HAS_ARTIFACT {role: 'scene_image'}]->(:Artifact)
RETURN id AS story_id, max(link.position) AS highest
