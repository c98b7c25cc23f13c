// The links of the story at that time, ordered by role and position.
//
// child   LinkAsOf
// source  rows
// list    child.place
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.artifact})
WITH row {.*, artifact: artifact} AS child
