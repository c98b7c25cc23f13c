// The runs through which returned artifacts came from one another, including the artifact whose lineage this is. Empty unless `through` includes RUNS.
//
// child  {run, made, consumed}
// list   child.run.id
//
// They are found the way that the lineage went, so that no more is read than it reached.
WITH parent, [parent.origin] + [row IN parent.artifacts | row.artifact] AS members
CALL (parent, members) {
  WITH members
  WHERE 'runs' IN parent.through AND parent.direction <> 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)-[:MADE_IN]->(run:Run)
  RETURN run
  UNION
  WITH members
  WHERE 'runs' IN parent.through AND parent.direction = 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)<-[:CONSUMED]-(run:Run)
  RETURN run
}
CALL (members, run) {
  MATCH (run)<-[:MADE_IN]-(artifact)
  WHERE artifact IN members
  RETURN collect(DISTINCT artifact) AS made
}
CALL (members, run) {
  MATCH (run)-[:CONSUMED]->(artifact)
  WHERE artifact IN members
  RETURN collect(DISTINCT artifact) AS consumed
}
WITH {run: run, made: made, consumed: consumed} AS child
WHERE any(one IN child.made WHERE any(other IN child.consumed WHERE other <> one))
