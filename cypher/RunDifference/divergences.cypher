// The entries of `steps` at which the runs begin to differ: those with `parts` true.
//
// child   StepDifference
// source  first_rows
// list    child.place
UNWIND $first_rows AS row
OPTIONAL MATCH (a:AgentStep {id: row.a})
OPTIONAL MATCH (b:AgentStep {id: row.b})
WITH {place: row.place, a: a, b: b, changed: row.changed, parts: row.parts} AS child
