// Stories are paged by their title.
CREATE INDEX story_title IF NOT EXISTS
FOR (node:Story) ON (node.title)
