// The runs that lead from one of the returned artifacts, or the artifact whose lineage this is, to another of them. Empty unless `through` includes RUNS.
//
// child  {run, made, consumed}
// list   child.run.id
//
// They are found the way that the lineage went, from what it reached before the run.
WITH parent, [parent.origin] + [row IN parent.artifacts | row.artifact] AS members
CALL (parent, members) {
  WITH members
  WHERE 'runs' IN parent.through AND parent.direction <> 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)-[:MADE_IN]->(run:Run)
  WITH run, collect(DISTINCT artifact) AS made
  CALL (members, run) {
    MATCH (run)-[:CONSUMED]->(artifact)
    WHERE artifact IN members
    RETURN collect(DISTINCT artifact) AS consumed
  }
  RETURN run, made, consumed
  UNION ALL
  WITH members
  WHERE 'runs' IN parent.through AND parent.direction = 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)<-[:CONSUMED]-(run:Run)
  WITH run, collect(DISTINCT artifact) AS consumed
  CALL (members, run) {
    MATCH (run)<-[:MADE_IN]-(artifact)
    WHERE artifact IN members
    RETURN collect(DISTINCT artifact) AS made
  }
  RETURN run, made, consumed
}
WITH {run: run, made: made, consumed: consumed} AS child
WHERE any(one IN child.made WHERE any(other IN child.consumed WHERE other <> one))
