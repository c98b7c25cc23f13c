"""Mutations of the relations between artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.relate_artifacts import relate_artifacts
from app.actions.retract_relation import retract_relation
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import RelationType
from app.api.mutations.fields import given, maybe, mutation, request_id, result
from app.api.mutations.transitions import ArtifactPayload
from app.api.problems import (
    BadInputProblem,
    CycleProblem,
    DuplicateRelationProblem,
    IdempotencyMismatchProblem,
    NotFoundProblem,
    SelfRelationProblem,
)

if TYPE_CHECKING:
    from app.api.lineage import ArtifactRelation

Info = strawberry.Info[Context]


@strawberry.type(description="The new relation.")
class RelationPayload:
    """What a mutation that relates answers."""

    relation_type: strawberry.Private[str]
    from_artifact_id: strawberry.Private[str]
    to_artifact_id: strawberry.Private[str]

    @crosses
    def relation(self) -> ArtifactRelation: ...


@strawberry.input(description="That an artifact came from another.")
class RelateArtifactsInput:
    """A relation to be, from the newer artifact to its source."""

    request_id: str = request_id()
    relation_type: RelationType = given("In what way.")
    from_artifact_id: strawberry.ID = given("The newer artifact.")
    to_artifact_id: strawberry.ID = given("Its source.")
    note: str | None = maybe("What there is to say about it.")


@strawberry.input(description="A relation that was recorded by mistake.")
class RetractRelationInput:
    """A relation that is no more."""

    relation_type: RelationType = given("In what way.")
    from_artifact_id: strawberry.ID = given("The newer artifact.")
    to_artifact_id: strawberry.ID = given("Its source.")
    reason: str | None = maybe("Why; kept in the newer artifact's history.")


RelateArtifactsResult = Annotated[
    RelationPayload
    | BadInputProblem
    | NotFoundProblem
    | SelfRelationProblem
    | DuplicateRelationProblem
    | CycleProblem
    | IdempotencyMismatchProblem,
    result("RelateArtifactsResult"),
]
RetractRelationResult = Annotated[
    ArtifactPayload | BadInputProblem | NotFoundProblem, result("RetractRelationResult")
]


@strawberry.type
class LineageMutations:
    """What can be done to relations."""

    @mutation("Records that an artifact came from another.")
    async def relate_artifacts(
        self, info: Info, input: RelateArtifactsInput
    ) -> RelateArtifactsResult:
        related = await relate_artifacts(
            info.context.graph,
            request_id=input.request_id,
            relation_type=input.relation_type,
            from_artifact_id=input.from_artifact_id,
            to_artifact_id=input.to_artifact_id,
            note=input.note,
        )
        return RelationPayload(
            relation_type=related.relation_type.value,
            from_artifact_id=related.from_artifact_id,
            to_artifact_id=related.to_artifact_id,
        )

    @mutation("Takes a relation back; answers the artifact that it started from.")
    async def retract_relation(
        self, info: Info, input: RetractRelationInput
    ) -> RetractRelationResult:
        retracted = await retract_relation(
            info.context.graph,
            relation_type=input.relation_type,
            from_artifact_id=input.from_artifact_id,
            to_artifact_id=input.to_artifact_id,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=retracted.from_artifact_id)
