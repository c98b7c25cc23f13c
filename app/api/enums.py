"""The closed sets of the model, as the schema names and describes them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any

import strawberry

from app.domain.artifacts import Kind, State
from app.domain.assessments import AssessmentKind
from app.domain.drawings import LineageFormat
from app.domain.events import EventKind
from app.domain.lineage import (
    Common,
    CostScope,
    Gap,
    Incompleteness,
    LineageDirection,
    LineageEnd,
    RelationType,
    Routes,
)
from app.domain.links import Direction
from app.domain.run_differences import StepFact
from app.domain.runs import Status
from app.domain.stories import Role

__all__ = [
    "AssessmentKind",
    "Common",
    "CostScope",
    "Direction",
    "EventKind",
    "Gap",
    "Incompleteness",
    "Kind",
    "LineageDirection",
    "LineageEnd",
    "LineageFormat",
    "Order",
    "RelationType",
    "Role",
    "Routes",
    "State",
    "Status",
    "StepFact",
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
    AssessmentKind,
    "AssessmentKind",
    "What of an artifact is assessed.",
    {
        AssessmentKind.SAFETY: "Whether it may be shown to readers.",
        AssessmentKind.QUALITY: "How good it is.",
        AssessmentKind.RIGHTS: "Whether it may be used.",
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
    LineageDirection,
    "LineageDirection",
    "Which way a lineage is followed.",
    {
        LineageDirection.ANCESTORS: "To what the artifact was made from.",
        LineageDirection.DESCENDANTS: "To what was made from the artifact.",
        LineageDirection.BOTH: "To its ancestors and to its descendants, and no further.",
    },
)
_described(
    LineageEnd,
    "LineageEnd",
    "Where a lineage begins or ends, by the relations that are followed.",
    {
        LineageEnd.ROOTS: "Artifacts without a source.",
        LineageEnd.LEAVES: "Artifacts from which nothing was made.",
    },
)
_described(
    LineageFormat,
    "LineageFormat",
    "What a lineage is written down as.",
    {
        LineageFormat.JSON: "Node-link JSON, as networkx reads it.",
        LineageFormat.GRAPHML: "GraphML.",
        LineageFormat.DOT: "The language of Graphviz.",
        LineageFormat.MERMAID: "A flowchart of Mermaid.",
        LineageFormat.PROV: "W3C PROV, as PROV-JSON.",
        LineageFormat.CSV: "A table of artifacts, then relations.",
    },
)
_described(
    Routes,
    "PathMode",
    "Which of the routes between two artifacts are told.",
    {
        Routes.SHORTEST: "One of those with the fewest relations.",
        Routes.ALL_SHORTEST: "All of those with the fewest relations.",
        Routes.ALL: "All, those with the fewest relations first.",
    },
)
_described(
    Common,
    "CommonMode",
    "Which of the common ancestors of some artifacts are told.",
    {
        Common.NEAREST: "Those that are no ancestor of another common ancestor.",
        Common.ALL: "All of them.",
    },
)
_described(
    CostScope,
    "CostScope",
    "Whose steps a cost is the sum of.",
    {
        CostScope.SELF: "Of the step that created the artifact.",
        CostScope.LINEAGE: "Of that step, and of the steps that created its ancestors.",
    },
)
_described(
    Gap,
    "Gap",
    "Why the provenance of an artifact cannot be relied on.",
    {
        Gap.NO_STEP: "It is not known which step created it.",
        Gap.NO_CONTENT: "It has no content, or no longer.",
        Gap.ARCHIVED_ANCESTOR: "It is published, and was made from what is archived.",
        Gap.PRUNED_ANCESTOR: "It is published, and was made from what was pruned.",
    },
)
_described(
    Incompleteness,
    "Incompleteness",
    "Why an answer about a lineage does not hold all of it.",
    {
        Incompleteness.DEPTH_LIMIT: "The lineage goes on beyond `maxDepth`.",
        Incompleteness.NODE_LIMIT: "There are more artifacts than `maxNodes`; the nearest came.",
    },
)
_described(
    StepFact,
    "StepFact",
    "What of a step can be another in another run.",
    {
        StepFact.AGENT: "Who did it.",
        StepFact.MODEL: "The model that was used.",
        StepFact.PROMPT: "What the model was told.",
        StepFact.PARAMETERS: "How the model was set.",
        StepFact.INPUTS: "What its artifacts were made from, by content.",
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
