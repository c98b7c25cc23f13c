// Stories are paged by their creation.
CREATE INDEX story_created_at IF NOT EXISTS
FOR (node:Story) ON (node.created_at)
