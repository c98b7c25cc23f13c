// A thing has the properties that its label requires, each of its type.
//
// rows  label, key, property, type
MATCH (node:Story|Run|AgentStep|Artifact|Assessment|Blob|Event)
WITH node, [label IN labels(node) WHERE label <> 'Entity'][0] AS label
WITH
  node,
  label,
  CASE label
    WHEN 'Story' THEN {
      id: 'STRING',
      title: 'STRING',
      created_at: 'ZONED DATETIME',
      updated_at: 'ZONED DATETIME',
      rev: 'INTEGER'
    }
    WHEN 'Run' THEN {
      id: 'STRING',
      workflow: 'STRING',
      status: 'STRING',
      created_at: 'ZONED DATETIME',
      rev: 'INTEGER'
    }
    WHEN 'AgentStep' THEN {
      id: 'STRING',
      name: 'STRING',
      agent: 'STRING',
      step_order: 'INTEGER',
      status: 'STRING',
      created_at: 'ZONED DATETIME'
    }
    WHEN 'Artifact' THEN {
      id: 'STRING',
      kind: 'STRING',
      media_type: 'STRING',
      state: 'STRING',
      name: 'STRING',
      created_at: 'ZONED DATETIME',
      rev: 'INTEGER'
    }
    WHEN 'Assessment' THEN {
      id: 'STRING',
      kind: 'STRING',
      score: 'FLOAT',
      by: 'STRING',
      created_at: 'ZONED DATETIME'
    }
    WHEN 'Blob' THEN {
      sha256: 'STRING',
      key: 'STRING',
      size: 'INTEGER',
      created_at: 'ZONED DATETIME'
    }
    ELSE {
      key: 'STRING',
      kind: 'STRING',
      actor: 'STRING',
      at: 'ZONED DATETIME',
      before: 'STRING',
      after: 'STRING'
    }
  END AS types
UNWIND keys(types) AS property
WITH label, node, types, property, valueType(node[property]) AS type
WHERE type <> types[property] + ' NOT NULL'
RETURN label, coalesce(node.id, node.key, node.sha256) AS key, property, type
