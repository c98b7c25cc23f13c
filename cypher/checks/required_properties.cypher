// A thing has the properties that its kind requires, each of its type.
//
// rows  label, key, property, type
UNWIND [
  {label: 'Story', types: {id: 'STRING', title: 'STRING', created_at: 'ZONED DATETIME', updated_at: 'ZONED DATETIME', rev: 'INTEGER'}},
  {label: 'Run', types: {id: 'STRING', workflow: 'STRING', status: 'STRING', created_at: 'ZONED DATETIME', rev: 'INTEGER'}},
  {label: 'AgentStep', types: {id: 'STRING', name: 'STRING', agent: 'STRING', step_order: 'INTEGER', status: 'STRING'}},
  {label: 'Artifact', types: {id: 'STRING', kind: 'STRING', media_type: 'STRING', state: 'STRING', name: 'STRING', created_at: 'ZONED DATETIME', rev: 'INTEGER'}},
  {label: 'Blob', types: {sha256: 'STRING', key: 'STRING', size: 'INTEGER', created_at: 'ZONED DATETIME'}},
  {label: 'Event', types: {key: 'STRING', kind: 'STRING', actor: 'STRING', at: 'ZONED DATETIME', before: 'STRING', after: 'STRING'}}
] AS rule
MATCH (node:$(rule.label))
UNWIND keys(rule.types) AS property
WITH rule, node, property, valueType(node[property]) AS type
WHERE type <> rule.types[property] + ' NOT NULL'
RETURN
  rule.label AS label,
  coalesce(node.id, node.key, node.sha256) AS key,
  property,
  type
