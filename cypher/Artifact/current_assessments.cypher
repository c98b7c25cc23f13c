// The newest assessment of each kind. Empty when the artifact was never assessed.
//
// child  Assessment
// list   child.kind
//
// They have no label here, which would let the planner scan all slots and join.
MATCH (child)-[:ASSESSES]->(parent)
WHERE child.slot IS NOT NULL
