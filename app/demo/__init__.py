"""Three picture books and how they came about: the demo's stories, and their real bytes."""
