// Holds artifacts in the order given, each `{id, by}`, and raises their revisions by that much.
//
// param    artifacts
// returns  id, rev, kind, state
//
// Setting what was read takes the lock, so that what is read after it is the latest.
UNWIND $artifacts AS row
MATCH (artifact:Artifact {id: row.id})
SET artifact.rev = artifact.rev + row.by
RETURN artifact.id AS id, artifact.rev AS rev, artifact.kind AS kind, artifact.state AS state
