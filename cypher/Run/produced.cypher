// The links to the artifacts that the run produced.
//
// child  RunArtifactLink
// page   child.stage, child.key
MATCH (parent)-[child:PRODUCED]->(:Artifact)
WHERE $stage IS NULL OR child.stage = $stage
