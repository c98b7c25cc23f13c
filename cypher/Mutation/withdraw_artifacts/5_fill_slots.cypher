// Makes links primary, each `{key, slot}`, whose slots are empty.
//
// param  links
UNWIND $links AS row
MATCH (:Story)-[link:HAS_ARTIFACT {key: row.key}]->(:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
SET link.is_primary = true, link.slot = row.slot
