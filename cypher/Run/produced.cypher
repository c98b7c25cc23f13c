// The artifacts that the run gave to a stage.
//
// child  RunArtifactLink
// page   child.stage, child.key
MATCH (parent)-[child:PRODUCED]->(:Artifact)
WHERE $stage IS NULL OR child.stage = $stage
