// The primary finished sound of the story, whatever its state unless only a published one is asked for.
//
// child  Artifact
MATCH (parent)-[:HAS_ARTIFACT {role: 'final_audio', is_primary: true}]->(child:Artifact)
WHERE NOT $published_only OR child.state = 'published'
