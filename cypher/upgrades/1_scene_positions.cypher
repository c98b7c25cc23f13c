// Gives a position to the scenes that were linked without one, after those that have one.
//
// They come in the order in which they were linked. Done again, it finds none.
MATCH (story:Story)
WHERE EXISTS {
  MATCH (story)-[link:HAS_ARTIFACT {role: 'scene_image'}]->(:Artifact)
  WHERE link.position IS NULL
}
CALL (story) {
  MATCH (story)-[link:HAS_ARTIFACT {role: 'scene_image'}]->(:Artifact)
  WITH link
  ORDER BY link.created_at, link.key
  WITH max(link.position) AS highest, collect(CASE WHEN link.position IS NULL THEN link END) AS unplaced
  UNWIND range(0, size(unplaced) - 1) AS place
  WITH unplaced[place] AS link, coalesce(highest + 1, 0) + place AS next
  SET link.position = CASE WHEN next > 2147483647 THEN 2147483647 ELSE next END
} IN TRANSACTIONS OF 100 ROWS
