"""The model's nouns, words and rules, with no I/O."""
