"""Words that the graph holds as the types of relationships."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Any


class RelationshipType(StrEnum):
    """A closed set of types of relationships.

    The value is the word of the model, as lines of `import` and `export` spell it; the name is the
    type of the relationship in the graph, which statements compare with `type(relationship)`.
    """


def as_stored(member: Enum) -> Any:
    """What the graph holds for a member of one of the model's closed sets."""
    return member.name if isinstance(member, RelationshipType) else member.value
