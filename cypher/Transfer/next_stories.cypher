// The next ids of stories, in their order.
//
// param    after, count
// returns  id
MATCH (story:Story)
WHERE story.id > $after
RETURN story.id AS id
ORDER BY id
LIMIT $count
