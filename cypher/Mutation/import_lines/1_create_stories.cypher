// Creates the stories.
//
// param  rows
UNWIND $rows AS row
CREATE (story:Story:Entity {
  id: row.id,
  title: row.title,
  synopsis: row.synopsis,
  metadata: row.metadata,
  created_at: datetime(row.created_at),
  updated_at: datetime(coalesce(row.updated_at, row.created_at)),
  rev: 0
})
