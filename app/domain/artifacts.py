"""What an artifact is: its kinds, its states, and how one becomes another."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from app.errors import MediaTypeMismatch


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

INITIAL = frozenset({State.INTERMEDIATE, State.CANDIDATE})
"""The states in which an artifact can be made; one that is told of later may be in any."""


def check_media_type_of(kind: Kind, media_type: str) -> None:
    """Raises MediaTypeMismatch when content of that media type is not of the kind.

    Image, audio, video and text have the media types of that name (RFC 6838, section 4.2); JSON is
    application/json or has the suffix +json (RFC 6839, section 3.1).
    """
    if kind is Kind.JSON:
        fits = media_type == "application/json" or media_type.endswith("+json")
    else:
        fits = media_type.startswith(f"{kind.value}/")
    if not fits:
        raise MediaTypeMismatch(f"{media_type} is no media type of the kind {kind.name}")
