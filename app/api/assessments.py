"""Assessments in the schema: what reviewers and models think of artifacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import AssessmentKind

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.context import Context

AssessmentKinds = Annotated[
    list[AssessmentKind] | None,
    strawberry.argument(description="Return only assessments of these kinds. Default: all kinds."),
]


def _counts(context: Context, slot: str | None) -> bool:
    del context
    return slot is not None


@strawberry.type(
    description="Score that a reviewer or a model gave an artifact, for one kind of quality. It"
    " never changes; a newer one of the same kind takes its place."
)
class Assessment(Node):
    """A score of one kind, which stays; the newest of its kind counts."""

    kind: AssessmentKind = prop("What was assessed.")
    score: float = prop("Score from 0.0, the worst, to 1.0, the best.")
    by: str = prop("Name of the reviewer or the model that gave the score.")
    note: str | None = prop("Free text about the score; null when nobody wrote any.")
    created_at: datetime = prop(
        "When the record was created, in UTC. Records that were imported or ingested keep the time"
        " that they came with."
    )
    counts: bool = computed(
        "Whether this is the newest assessment of its kind for the artifact, and so the one that"
        " counts.",
        "slot",
        by=_counts,
    )

    @crosses
    def artifact(self) -> Artifact: ...
