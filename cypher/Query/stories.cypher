// Stories, filtered by words in their title and synopsis, and by creation time.
//
// child  Story
// page   NEWEST: child.created_at DESC, child.id DESC
// page   OLDEST: child.created_at, child.id
// page   NAME: child.title, child.id
// words  where.text
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh() // if $where.text
CALL db.index.fulltext.queryNodes('story_words', $where.text) YIELD node AS child // if $where.text
MATCH (child:Story)
WHERE true
AND child.created_at >= $where.created_after // if $where.created_after
AND child.created_at < $where.created_before // if $where.created_before
