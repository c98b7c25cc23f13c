// Stories are found by the words of their title and synopsis, after a commit and not within it.
CREATE FULLTEXT INDEX story_words IF NOT EXISTS
FOR (node:Story) ON EACH [node.title, node.synopsis]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}
