"""What an artifact is: its kinds, its states, and how one becomes another."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What sort of media or data an artifact is."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"
    JSON = "json"


class State(StrEnum):
    """Where an artifact is in its life."""

    INTERMEDIATE = "intermediate"
    CANDIDATE = "candidate"
    PUBLISHED = "published"
    ARCHIVED = "archived"


TRANSITIONS = MappingProxyType(
    {
        State.CANDIDATE: frozenset({State.INTERMEDIATE, State.ARCHIVED}),
        State.PUBLISHED: frozenset({State.CANDIDATE}),
        State.ARCHIVED: frozenset({State.INTERMEDIATE, State.CANDIDATE, State.PUBLISHED}),
    }
)
"""The states from which each state can be reached; archived comes back as a candidate."""

LINKABLE = frozenset({State.CANDIDATE, State.PUBLISHED})
"""The states in which an artifact can be linked to a story."""
