"""The mutations of the schema, by noun: an input, what it answers, and one call of an action."""
