"""Mutations of an artifact's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.archive_artifact import archive_artifact
from app.actions.promote_artifact import promote_artifact
from app.actions.publish_artifact import publish_artifact
from app.actions.unarchive_artifact import unarchive_artifact
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.fields import given, if_rev, maybe, mutation, result
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IllegalStateProblem,
    IllegalTransitionProblem,
    InUseProblem,
    NotFoundProblem,
)

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

Info = strawberry.Info[Context]


@strawberry.type(description="The artifact, as it is now.")
class ArtifactPayload:
    """What a mutation of an artifact answers."""

    artifact_id: strawberry.Private[str]

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.input(description="A change of an artifact's state.")
class TransitionInput:
    """An artifact that goes on to its next state."""

    artifact_id: strawberry.ID = given("The artifact.")
    if_rev: int | None = if_rev()
    reason: str | None = maybe("Why; kept in its history.")


@strawberry.input(description="The end of an artifact's active life.")
class ArchiveArtifactInput(TransitionInput):
    """An artifact that is retained but no longer active."""

    release_primaries: bool = maybe(
        "Leave the roles that it is the primary of without one; else IN_USE.", False
    )


PromoteArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem,
    result("PromoteArtifactResult"),
]
PublishArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem,
    result("PublishArtifactResult"),
]
ArchiveArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | InUseProblem,
    result("ArchiveArtifactResult"),
]
UnarchiveArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | IllegalStateProblem,
    result("UnarchiveArtifactResult"),
]


@strawberry.type
class TransitionMutations:
    """What can become of artifacts."""

    @mutation("Makes an intermediate artifact a candidate.")
    async def promote_artifact(self, info: Info, input: TransitionInput) -> PromoteArtifactResult:
        moved = await promote_artifact(
            info.context.graph,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation("Publishes a candidate.")
    async def publish_artifact(self, info: Info, input: TransitionInput) -> PublishArtifactResult:
        moved = await publish_artifact(
            info.context.graph,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation("Retains an artifact, which is no longer active.")
    async def archive_artifact(
        self, info: Info, input: ArchiveArtifactInput
    ) -> ArchiveArtifactResult:
        moved = await archive_artifact(
            info.context.graph,
            artifact_id=input.artifact_id,
            release_primaries=input.release_primaries,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation("Makes an archived artifact a candidate again.")
    async def unarchive_artifact(
        self, info: Info, input: TransitionInput
    ) -> UnarchiveArtifactResult:
        moved = await unarchive_artifact(
            info.context.graph,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)
