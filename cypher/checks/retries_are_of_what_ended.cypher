// What is tried again failed or was cancelled, and no retry leads back to itself.
//
// rows  id, retry_of
//
// A run tries a run again, and a step a step of its own run, or of one that its run tries again.
MATCH (newer:Run|AgentStep)-[:RETRY_OF]->(older)
WHERE NOT older.status IN ['failed', 'cancelled']
  OR newer:Run AND NOT older:Run
  OR newer:AgentStep AND NOT EXISTS {
    MATCH (newer)<-[:HAS_STEP]-(:Run)-[:RETRY_OF*0..]->(:Run)-[:HAS_STEP]->(older)
  }
  OR EXISTS { MATCH (older)-[:RETRY_OF*0..]->(newer) }
RETURN newer.id AS id, older.id AS retry_of
