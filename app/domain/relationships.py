"""Words that the graph holds as the types of relationships."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class RelationshipType(StrEnum):
    """A closed set of types of relationships, each by the name that `type(relationship)` gives."""

    @property
    def word(self) -> str:
        """The model's word for it, as events and the lines of `import` and `export` spell it."""
        return self.lower()

    @classmethod
    def of(cls, word: str) -> Self:
        """The member with that word, in lower case as `word` gives it. Raises ValueError."""
        for one in cls:
            if one.word == word:
                return one
        raise ValueError(f"{word!r} is not one of {', '.join(one.word for one in cls)}")
