"""The records of a file on their way into the graph: a temporary database, and all of its SQL."""
