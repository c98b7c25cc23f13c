// Deletes the links of stories that have these keys.
//
// param  keys
UNWIND $keys AS key
MATCH (:Story)-[link:HAS_ARTIFACT {key: key}]->(:Artifact)
USING INDEX SEEK link:HAS_ARTIFACT(key)
DELETE link
