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
    description="Score that a reviewer or a model gave to an artifact, for one AssessmentKind. An"
    " assessment never changes; a newer one of the same kind supersedes it, and both are kept."
)
class Assessment(Node):
    """A score of one kind, which stays; the newest of its kind counts."""

    kind: AssessmentKind = prop("What was assessed.")
    score: float = prop("Score from 0.0, the worst, to 1.0, the best.")
    by: str = prop("Name of the reviewer or the model that gave the score.")
    note: str | None = prop("Free text about the score; null when there is none.")
    created_at: datetime = prop(
        "When the assessment was created, in UTC. For an imported assessment, this is the time"
        " given in the import."
    )
    counts: bool = computed(
        "Whether this is the current assessment, the newest of its kind for the artifact."
        " `currentAssessments` and `assessedBelow` return only current assessments.",
        "slot",
        by=_counts,
    )

    @crosses
    def artifact(self) -> Artifact: ...
