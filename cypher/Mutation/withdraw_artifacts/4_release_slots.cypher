// Leaves roles of stories, which the transaction has locked, without a primary.
//
// param  slots
UNWIND $slots AS slot
MATCH (:Story)-[link:HAS_ARTIFACT {slot: slot}]->(:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(slot)
SET link.is_primary = false, link.slot = null
