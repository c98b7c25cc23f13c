// Holds artifacts as they are, in the order given, to the end of the transaction.
//
// param  ids
//
// They are held as in raise_artifact, which says how.
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
REMOVE artifact.slot
