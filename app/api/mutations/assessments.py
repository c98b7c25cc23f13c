"""Mutations of what is thought of artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.assess_artifact import assess_artifact
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import AssessmentKind
from app.api.mutations.fields import given, maybe, mutation, request_id, result
from app.api.problems import BadInputProblem, IdempotencyMismatchProblem, NotFoundProblem

if TYPE_CHECKING:
    from app.api.assessments import Assessment

Info = strawberry.Info[Context]


@strawberry.type(description="Result of assessing an artifact.")
class AssessmentPayload:
    """What a mutation that assesses answers."""

    assessment_id: strawberry.Private[str]

    @crosses
    def assessment(self) -> Assessment: ...


@strawberry.input(description="A score that a reviewer or a model gives to an artifact.")
class AssessArtifactInput:
    """An assessment to be, of an artifact in any state."""

    request_id: str = request_id()
    artifact_id: strawberry.ID = given("Id of the artifact, which may be in any state.")
    kind: AssessmentKind = given("What is assessed.")
    score: float = given("Score from 0.0, the worst, to 1.0, the best.")
    by: str = given(
        "Name of the reviewer or the model that gives the score: one line of 1 to 256 characters."
    )
    note: str | None = maybe("Free text about the score, up to 1,024 characters.")


AssessArtifactResult = Annotated[
    AssessmentPayload | BadInputProblem | NotFoundProblem | IdempotencyMismatchProblem,
    result("AssessArtifactResult"),
]


@strawberry.type
class AssessmentMutations:
    """What can be thought of artifacts."""

    @mutation(
        "Records an assessment of an artifact. It is the current assessment of its kind until a"
        " newer one of the same kind is recorded."
    )
    async def assess_artifact(self, info: Info, input: AssessArtifactInput) -> AssessArtifactResult:
        assessment_id = await assess_artifact(
            info.context.graph,
            actor=info.context.actor,
            request_id=input.request_id,
            artifact_id=input.artifact_id,
            kind=input.kind,
            score=input.score,
            by=input.by,
            note=input.note,
        )
        return AssessmentPayload(assessment_id=assessment_id)
