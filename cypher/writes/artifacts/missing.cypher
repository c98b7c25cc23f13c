// Returns those of the ids that no artifact has.
//
// param    ids
// returns  id
UNWIND $ids AS id
OPTIONAL MATCH (artifact:Artifact {id: id})
WITH id, artifact
WHERE artifact IS NULL
RETURN id
