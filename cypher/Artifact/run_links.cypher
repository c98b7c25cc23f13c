// The runs that gave the artifact to a stage, or took it.
//
// child  RunArtifactLink
// page   child.stage, child.key
MATCH (:Run)-[child:PRODUCED|CONSUMED]->(parent)
WHERE $stage IS NULL OR child.stage = $stage
