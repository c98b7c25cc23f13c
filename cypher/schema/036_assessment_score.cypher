// Assessments that count are found by their kind and score. Only they have a slot.
CREATE INDEX assessment_score IF NOT EXISTS
FOR (node:Assessment) ON (node.kind, node.score, node.slot)
