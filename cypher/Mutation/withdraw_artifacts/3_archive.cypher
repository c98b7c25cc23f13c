// Archives artifacts, which the transaction holds, and takes them to their next revisions.
//
// param    ids
// returns  id, rev
UNWIND $ids AS id
MATCH (artifact:Artifact {id: id})
SET artifact.rev = artifact.rev + 1, artifact.state = 'archived'
RETURN id, artifact.rev AS rev
