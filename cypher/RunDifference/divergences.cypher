// The steps at which a difference begins: those for which `parts` is true.
//
// child   StepDifference
// source  first_rows
// list    child.place
UNWIND $first_rows AS row
OPTIONAL MATCH (a:AgentStep {id: row.a})
OPTIONAL MATCH (b:AgentStep {id: row.b})
WITH {place: row.place, a: a, b: b, changed: row.changed, parts: row.parts} AS child
