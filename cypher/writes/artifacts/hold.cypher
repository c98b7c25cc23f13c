// Holds artifacts in the order given, each `{id, by}`, and raises their revisions by that much.
//
// param    rows
// returns  id, rev, kind, state, pruned
//
// Removing a property that no artifact has takes the lock of a write: what is read after it is the
// latest. The increment alone would take a lock that deadlocks with the event that follows, in half
// of the transactions that wait for it. The name must be one that the graph knows.
UNWIND $rows AS row
MATCH (artifact:Artifact {id: row.id})
REMOVE artifact.slot
WITH artifact, row
SET artifact.rev = artifact.rev + row.by
RETURN
  artifact.id AS id,
  artifact.rev AS rev,
  artifact.kind AS kind,
  artifact.state AS state,
  artifact.pruned_at IS NOT NULL AS pruned
