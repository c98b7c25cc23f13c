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


@strawberry.type(description="Result of relating two artifacts.")
class RelationPayload:
    """What a mutation that relates answers."""

    relation_type: strawberry.Private[str]
    from_artifact_id: strawberry.Private[str]
    to_artifact_id: strawberry.Private[str]

    @crosses
    def relation(self) -> ArtifactRelation: ...


@strawberry.input(description="A new relation from a derived artifact to its source.")
class RelateArtifactsInput:
    """A relation to be, from the newer artifact to its source."""

    request_id: str = request_id()
    relation_type: RelationType = given("How the derived artifact was made from its source.")
    from_artifact_id: strawberry.ID = given(
        "Id of the derived artifact, which was made from the source."
    )
    to_artifact_id: strawberry.ID = given(
        "Id of the source, from which the derived artifact was made."
    )
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(description="A relation to remove because it was recorded by mistake.")
class RetractRelationInput:
    """A relation that is no more."""

    relation_type: RelationType = given("How the derived artifact was made from its source.")
    from_artifact_id: strawberry.ID = given(
        "Id of the derived artifact, which was made from the source."
    )
    to_artifact_id: strawberry.ID = given(
        "Id of the source, from which the derived artifact was made."
    )
    reason: str | None = maybe(
        "Reason, kept in the history of the derived artifact; up to 1,024 characters."
    )


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

    @mutation(
        "Records that an artifact was made from another artifact. Returns a CycleProblem when the"
        " relation would close a cycle."
    )
    async def relate_artifacts(
        self, info: Info, input: RelateArtifactsInput
    ) -> RelateArtifactsResult:
        related = await relate_artifacts(
            info.context.graph,
            actor=info.context.actor,
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

    @mutation(
        "Removes a relation that was recorded by mistake. Returns the artifact with the id"
        " `fromArtifactId`."
    )
    async def retract_relation(
        self, info: Info, input: RetractRelationInput
    ) -> RetractRelationResult:
        retracted = await retract_relation(
            info.context.graph,
            actor=info.context.actor,
            relation_type=input.relation_type,
            from_artifact_id=input.from_artifact_id,
            to_artifact_id=input.to_artifact_id,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=retracted.from_artifact_id)
