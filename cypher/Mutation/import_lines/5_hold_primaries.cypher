// Holds artifacts that become primary, in the order given, and tells those that were archived.
//
// param    ids
// returns  id
//
// They are held as by any/hold_artifact, which says how.
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
REMOVE artifact.slot
WITH artifact
WHERE artifact.state = 'archived'
RETURN artifact.id AS id
