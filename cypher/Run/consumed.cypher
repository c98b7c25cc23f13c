// The artifacts that a stage of the run took.
//
// child  RunArtifactLink
// page   child.stage, child.key
MATCH (parent)-[child:CONSUMED]->(:Artifact)
WHERE $stage IS NULL OR child.stage = $stage
