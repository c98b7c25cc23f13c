// The descendants of the artifact, which would be archived too, nearest first.
//
// child   WithdrawnDescendant
// source  rows
// list    child.depth, child.artifact.id
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.id})
WITH {artifact: artifact, depth: row.depth, alternative: row.alternative, intact: row.intact} AS child
