// The next ids of artifacts, in their order.
//
// param    after, count
// returns  id
MATCH (artifact:Artifact)
WHERE artifact.id > $after
RETURN artifact.id AS id
ORDER BY id
LIMIT $count
