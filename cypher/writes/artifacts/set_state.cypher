// Sets the state of artifacts that are held, each `{id, state}`.
//
// param  rows
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.id})
SET artifact.state = row.state
