// The first steps that differ on each branch of either run: they differ, and nothing that they depend on does.
//
// child   StepDifference
// source  first_rows
// list    child.place
UNWIND $first_rows AS row
OPTIONAL MATCH (a:AgentStep {id: row.a})
OPTIONAL MATCH (b:AgentStep {id: row.b})
WITH {place: row.place, a: a, b: b, changed: row.changed, parts: row.parts} AS child
