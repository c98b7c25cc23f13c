// Returns the revision of a run, and whether an artifact and a link to it exist.
//
// param    run_id, artifact_id, direction, key
// returns  rev, has_artifact, has_link
MATCH (run:Run {id: $run_id})
OPTIONAL MATCH (artifact:Artifact {id: $artifact_id})
RETURN
  run.rev AS rev,
  artifact IS NOT NULL AS has_artifact,
  EXISTS {
    MATCH (run)-[link:PRODUCED|CONSUMED {key: $key}]->(artifact)
    WHERE type(link) = $direction
  } AS has_link
