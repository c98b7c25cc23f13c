// Creates those of the stories that are not there yet.
//
// param  rows
UNWIND $rows AS row
MERGE (story:Story {id: row.id})
ON CREATE SET
  story.title = row.title,
  story.synopsis = row.synopsis,
  story.metadata = row.metadata,
  story.created_at = datetime(row.created_at),
  story.updated_at = datetime(coalesce(row.updated_at, row.created_at)),
  story.rev = 0
