// The link, as it is now.
//
// child   StoryArtifactLink
// source  key
MATCH (:Story)-[child:HAS_ARTIFACT {key: $key}]->(:Artifact)
