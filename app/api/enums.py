"""The closed sets of the model, as the schema names and describes them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any

import strawberry

from app.domain.artifacts import Kind, State
from app.domain.events import EventKind
from app.domain.lineage import RelationType
from app.domain.links import Direction
from app.domain.runs import Status
from app.domain.stories import Role

__all__ = [
    "Direction",
    "EventKind",
    "Kind",
    "Order",
    "RelationType",
    "Role",
    "State",
    "Status",
    "TimeOrder",
]


def _described(enum: type[Enum], name: str, description: str, values: Mapping[Any, str]) -> None:
    made: Any = strawberry.enum(enum, name=name, description=description)
    for value in made.__strawberry_definition__.values:
        value.description = values[enum(value.value)]


class Order(StrEnum):
    """The orders that artifacts, stories and runs can be listed in."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"


class TimeOrder(StrEnum):
    """The orders of what has no name."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"


_ORDERS = {"NEWEST": "The last created first.", "OLDEST": "The first created first."}

_described(
    Order,
    "Order",
    "The order of a list.",
    {**_ORDERS, "NAME": "By name (a story's title), by the order of code points."},
)
_described(TimeOrder, "TimeOrder", "The order of a list by creation.", _ORDERS)
_described(
    Kind,
    "ArtifactKind",
    "What sort of media or data an artifact is.",
    {
        Kind.IMAGE: "A picture.",
        Kind.AUDIO: "Sound.",
        Kind.VIDEO: "Moving pictures.",
        Kind.TEXT: "Text in any markup.",
        Kind.JSON: "Structured data.",
    },
)
_described(
    State,
    "ArtifactState",
    "Where an artifact is in its life.",
    {
        State.INTERMEDIATE: "Temporary, generated during orchestration.",
        State.CANDIDATE: "Reviewed and usable, not yet published.",
        State.PUBLISHED: "Approved, and visible to users.",
        State.ARCHIVED: "Retained but not active.",
    },
)
_described(
    Role,
    "StoryRole",
    "What an artifact is to the readers of a story.",
    {
        Role.COVER: "The cover; an image.",
        Role.FINAL_AUDIO: "The finished sound; audio.",
        Role.FINAL_VIDEO: "The finished film; a video.",
        Role.SCENE_IMAGE: "The picture of a scene; an image with a position.",
    },
)
_described(
    Status,
    "Status",
    "How far a run or a step has come.",
    {
        Status.PENDING: "Not started.",
        Status.RUNNING: "Under way.",
        Status.COMPLETED: "Ended well.",
        Status.FAILED: "Ended by an error.",
        Status.CANCELLED: "Ended before its time by somebody's wish.",
    },
)
_described(
    RelationType,
    "RelationType",
    "In what way an artifact came from its source.",
    {
        RelationType.DERIVED_FROM: "Made with the source as input.",
        RelationType.VARIANT_OF: "Another version of the source.",
        RelationType.TRANSCODED_FROM: "The same content in another encoding.",
    },
)
_described(
    EventKind,
    "EventKind",
    "What happened to a story, a run or an artifact.",
    {kind: f"{kind.value.replace('_', ' ').capitalize()}." for kind in EventKind},
)
_described(
    Direction,
    "Direction",
    "Which way an artifact passed between a run and one of its stages.",
    {Direction.PRODUCED: "The run made it.", Direction.CONSUMED: "The run used it."},
)
