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
    list[AssessmentKind] | None, strawberry.argument(description="Only those of these kinds.")
]


def _counts(context: Context, slot: str | None) -> bool:
    del context
    return slot is not None


@strawberry.type(description="What a reviewer or a model thinks of an artifact.")
class Assessment(Node):
    """A score of one kind, which stays; the newest of its kind counts."""

    kind: AssessmentKind = prop("What is assessed.")
    score: float = prop("From 0.0, the worst, to 1.0.")
    by: str = prop("Who thinks so: a reviewer or a model.")
    note: str | None = prop("What there is to say about it.")
    created_at: datetime = prop("When it was recorded.")
    counts: bool = computed("Whether it is the newest of its kind.", "slot", by=_counts)

    @crosses
    def artifact(self) -> Artifact: ...
