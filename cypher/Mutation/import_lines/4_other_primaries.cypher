// Those of the links whose slot another artifact holds, each `{slot, artifact_id}`.
//
// param    rows
// returns  slot, artifact_id
UNWIND $rows AS row
MATCH (:Story)-[link:HAS_ARTIFACT {slot: row.slot}]->(artifact:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(slot)
WHERE artifact.id <> row.artifact_id
RETURN row.slot AS slot, artifact.id AS artifact_id
