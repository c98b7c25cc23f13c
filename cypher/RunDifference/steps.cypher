// The steps of both runs in pairs, in the order of the first run, then of the second.
//
// child   StepDifference
// source  rows
// list    child.place
UNWIND $rows AS row
OPTIONAL MATCH (a:AgentStep {id: row.a})
OPTIONAL MATCH (b:AgentStep {id: row.b})
WITH {place: row.place, a: a, b: b, changed: row.changed, parts: row.parts} AS child
