// All assessments of the artifact, newest first.
//
// child  Assessment
// page   child.created_at DESC, child.id DESC
MATCH (child:Assessment)-[:ASSESSES]->(parent)
WHERE $kinds IS NULL OR child.kind IN $kinds
