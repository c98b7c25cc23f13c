// The next ids of artifacts, in their order.
//
// param    after, count
// returns  after, id
MATCH (artifact:Artifact)
WHERE artifact.id > $after
RETURN artifact.id AS after, artifact.id AS id
ORDER BY after
LIMIT $count
