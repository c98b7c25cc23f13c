"""A graph comes in from a file and goes out into one: JSON Lines, one record a line."""
