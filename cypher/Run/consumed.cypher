// The links to the artifacts that the run consumed.
//
// child  RunArtifactLink
// page   child.stage, child.key
MATCH (parent)-[child:CONSUMED]->(:Artifact)
WHERE $stage IS NULL OR child.stage = $stage
