// The link.
//
// child   RunArtifactLink
// source  key, direction, run_id
MATCH (:Run {id: $run_id})-[child:PRODUCED|CONSUMED {key: $key}]->(:Artifact)
WHERE type(child) = $direction
