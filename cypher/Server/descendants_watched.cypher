// Which of the artifacts that are watched were made from some others.
//
// param    feed
// returns  id, descendants
UNWIND $feed.artifacts AS id
MATCH (artifact:Artifact {id: id})
MATCH path = (artifact)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..]-(found)
WITH id, found, min(length(path)) AS depth
WHERE found.id IN $feed.descendants
RETURN id, collect(found.id) AS descendants
