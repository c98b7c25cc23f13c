// The primary artifacts of stories, of those ids.
//
// param    ids
// returns  story_id, artifact_id, role
UNWIND $ids AS id
MATCH (:Story {id: id})-[link:HAS_ARTIFACT {is_primary: true}]->(artifact:Artifact)
RETURN id AS story_id, artifact.id AS artifact_id, link.role AS role
