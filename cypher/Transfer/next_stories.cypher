// The next ids of stories, in their order.
//
// param    after, count
// returns  after, id
MATCH (story:Story)
WHERE story.id > $after
RETURN story.id AS after, story.id AS id
ORDER BY after
LIMIT $count
