// The artifact that is the primary COVER of the story, or null when there is none.
//
// child  Artifact
MATCH (parent)-[:HAS_ARTIFACT {role: 'cover', is_primary: true}]->(child:Artifact)
WHERE NOT $published_only OR child.state = 'published'
