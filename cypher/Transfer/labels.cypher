// What the graph has under those ids, each by its label.
//
// param    ids
// returns  id, label
UNWIND $ids AS id
MATCH (thing:Story|Run|AgentStep|Artifact|Assessment {id: id})
RETURN id, [label IN labels(thing) WHERE label <> 'Entity'][0] AS label
