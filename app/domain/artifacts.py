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
    DATA = "data"


class State(StrEnum):
    """Where an artifact is in its life."""

    INTERMEDIATE = "intermediate"
    CANDIDATE = "candidate"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ArtifactGroup(StrEnum):
    """By what artifacts are counted."""

    AGENT = "agent"
    MODEL = "model"
    STATE = "state"
    KIND = "kind"


TRANSITIONS = MappingProxyType(
    {
        State.CANDIDATE: frozenset({State.INTERMEDIATE, State.ARCHIVED}),
        State.PUBLISHED: frozenset({State.CANDIDATE}),
        State.ARCHIVED: frozenset({State.INTERMEDIATE, State.CANDIDATE, State.PUBLISHED}),
    }
)
"""The states from which each state can be reached; archived comes back as a candidate."""

_TOP_LEVEL = (Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.TEXT)
"""The kinds that are named after a top-level media type."""

LINKABLE = frozenset({State.CANDIDATE, State.PUBLISHED})
"""The states in which an artifact can be linked to a story."""

INITIAL = frozenset({State.INTERMEDIATE, State.CANDIDATE})
"""The states in which an artifact can be made; one that is told of later may be in any."""


def check_media_type_of(kind: Kind, media_type: str) -> None:
    """Raises MediaTypeMismatch, which names the right kind, when the media type is of another."""
    fitting = _kinds_of(media_type)
    if kind not in fitting:
        right = " or ".join(one.name for one in fitting)
        raise MediaTypeMismatch(
            f"{media_type} is a media type of the kind {right}, not {kind.name}"
        )


def _kinds_of(media_type: str) -> list[Kind]:
    """The kinds that content of a media type can be of: DATA is what none of the others takes.

    Image, audio, video and text have the media types of that name (RFC 6838, section 4.2); JSON is
    application/json or has the suffix +json (RFC 6839, section 3.1).
    """
    fitting = [kind for kind in _TOP_LEVEL if media_type.startswith(f"{kind.value}/")]
    if media_type == "application/json" or media_type.endswith("+json"):
        fitting.append(Kind.JSON)
    return fitting or [Kind.DATA]
