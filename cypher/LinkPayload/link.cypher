// The link in its current state.
//
// child   StoryArtifactLink
// source  key
MATCH (:Story)-[child:HAS_ARTIFACT {key: $key}]->(:Artifact)
USING INDEX SEEK child:HAS_ARTIFACT(key)
