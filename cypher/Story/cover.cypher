// The primary cover of the story, whatever its state unless only a published one is asked for.
//
// child  Artifact
MATCH (parent)-[:HAS_ARTIFACT {role: 'cover', is_primary: true}]->(child:Artifact)
WHERE NOT $published_only OR child.state = 'published'
