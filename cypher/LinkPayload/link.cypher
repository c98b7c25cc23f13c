// The link, as it is now.
//
// child   StoryArtifactLink
// source  key
MATCH (:Story)-[child:HAS_ARTIFACT {key: $key}]->(:Artifact)
USING INDEX SEEK child:HAS_ARTIFACT(key)
