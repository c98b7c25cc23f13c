// Groups the artifacts that match `where` by the properties in `by`, and returns the number of artifacts in each group.
//
// begins  artifacts
// child   {groups, total_count, group_count, complete, incomplete_because}
OPTIONAL MATCH (maker:AgentStep)-[:CREATED]->(child)
WITH CASE WHEN 'agent' IN $by THEN maker.agent END AS agent,
  CASE WHEN 'model' IN $by THEN maker.model END AS model,
  CASE WHEN 'state' IN $by THEN child.state END AS state,
  CASE WHEN 'kind' IN $by THEN child.kind END AS kind,
  count(*) AS count
ORDER BY count DESC, agent, model, state, kind
WITH collect({agent: agent, model: model, state: state, kind: kind, count: count}) AS rows, sum(count) AS total_count
WITH {groups: rows[..$max_nodes], total_count: total_count, group_count: size(rows), complete: size(rows) <= $max_nodes, incomplete_because: CASE WHEN size(rows) > $max_nodes THEN ['node_limit'] ELSE [] END} AS child
