// The primary finished film of the story, whatever its state unless only a published one is asked for.
//
// child  Artifact
MATCH (parent)-[:HAS_ARTIFACT {role: 'final_video', is_primary: true}]->(child:Artifact)
WHERE NOT $published_only OR child.state = 'published'
