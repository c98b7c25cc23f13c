// The steps of both runs, matched in pairs: first the steps of run `a` in their order, each with its counterpart if there is one, then the steps of run `b` without a counterpart.
//
// child   StepDifference
// source  rows
// list    child.place
UNWIND $rows AS row
OPTIONAL MATCH (a:AgentStep {id: row.a})
OPTIONAL MATCH (b:AgentStep {id: row.b})
WITH {place: row.place, a: a, b: b, changed: row.changed, parts: row.parts} AS child
