// Raises the revisions of stories that are locked.
//
// param    ids
// returns  id, rev
UNWIND $ids AS id
MATCH (story:Story {id: id})
SET story.rev = story.rev + 1, story.updated_at = datetime()
RETURN id, story.rev AS rev
