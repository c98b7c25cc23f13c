// Lets new assessments count that are the newest of their kind, of artifacts that are held.
//
// param  ids
//
// Only the one that counted so far stands against them, so that a long history is not read.
UNWIND $ids AS id
MATCH (made:Assessment {id: id})-[:ASSESSES]->(artifact:Artifact)
WITH artifact.id + '|' + made.kind AS slot, collect(made) AS candidates
OPTIONAL MATCH (current:Assessment {slot: slot})
WITH slot, current, CASE WHEN current IS NULL THEN candidates ELSE candidates + [current] END AS candidates
UNWIND candidates AS candidate
WITH slot, current, candidate
ORDER BY candidate.created_at DESC, candidate.id DESC
WITH slot, current, head(collect(candidate)) AS newest
REMOVE current.slot
SET newest.slot = slot
