// Stories are found by the words of their title and synopsis.
CREATE FULLTEXT INDEX story_words IF NOT EXISTS
FOR (node:Story) ON EACH [node.title, node.synopsis]
