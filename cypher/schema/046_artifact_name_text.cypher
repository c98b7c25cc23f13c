// Artifacts are found by a part of their name, after a commit and not within it.
//
// The analyzer keeps each name as one term. The graph has one full-text index for a set of properties,
// and another for the name alone, so a second property is here that has few values.
CREATE FULLTEXT INDEX artifact_name_text IF NOT EXISTS
FOR (node:Artifact) ON EACH [node.name, node.media_type]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword', `fulltext.eventually_consistent`: true}}
