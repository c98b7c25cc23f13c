// Creates stories without runs or artifacts.
//
// param  rows, rev
UNWIND $rows AS row
WITH row, coalesce(datetime(row.created_at), datetime()) AS created_at
CREATE (story:Story:Entity {
  id: row.id,
  title: row.title,
  synopsis: row.synopsis,
  metadata: row.metadata,
  created_at: created_at,
  updated_at: coalesce(datetime(row.updated_at), created_at),
  rev: $rev
})
