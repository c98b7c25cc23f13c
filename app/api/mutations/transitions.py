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


@strawberry.type(description="Result of changing an artifact.")
class ArtifactPayload:
    """What a mutation of an artifact answers."""

    artifact_id: strawberry.Private[str]

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.input(description="An artifact whose state is to be changed.")
class TransitionInput:
    """An artifact that goes on to its next state."""

    artifact_id: strawberry.ID = given("Id of the artifact.")
    if_rev: int | None = if_rev("artifact")
    reason: str | None = maybe(
        "Reason, kept in the history of the artifact; up to 1,024 characters."
    )


@strawberry.input(description="An artifact to archive.")
class ArchiveArtifactInput(TransitionInput):
    """An artifact that is retained but no longer active."""

    release_primaries: bool = maybe(
        "What to do when the artifact is the primary of a role of a story. True: archive the"
        " artifact, and leave those roles without a primary. False: return an InUseProblem, and"
        " change nothing.",
        False,
    )


PromoteArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | IllegalStateProblem,
    result("PromoteArtifactResult"),
]
PublishArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | IllegalStateProblem,
    result("PublishArtifactResult"),
]
ArchiveArtifactResult = Annotated[
    ArtifactPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | IllegalStateProblem
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

    @mutation(
        "Changes an INTERMEDIATE artifact to CANDIDATE, so that the artifact can be linked to"
        " stories."
    )
    async def promote_artifact(self, info: Info, input: TransitionInput) -> PromoteArtifactResult:
        moved = await promote_artifact(
            info.context.graph,
            actor=info.context.actor,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation("Changes a CANDIDATE artifact to PUBLISHED, and so visible to readers.")
    async def publish_artifact(self, info: Info, input: TransitionInput) -> PublishArtifactResult:
        moved = await publish_artifact(
            info.context.graph,
            actor=info.context.actor,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation(
        "Changes an artifact to ARCHIVED. The artifact keeps its content, its relations and its"
        " links, but it is no longer the primary of any role, and cannot be linked again."
    )
    async def archive_artifact(
        self, info: Info, input: ArchiveArtifactInput
    ) -> ArchiveArtifactResult:
        moved = await archive_artifact(
            info.context.graph,
            actor=info.context.actor,
            artifact_id=input.artifact_id,
            release_primaries=input.release_primaries,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)

    @mutation(
        "Changes an ARCHIVED artifact to CANDIDATE, whatever its state was before. Returns an"
        " IllegalStateProblem when the content was deleted to free space."
    )
    async def unarchive_artifact(
        self, info: Info, input: TransitionInput
    ) -> UnarchiveArtifactResult:
        moved = await unarchive_artifact(
            info.context.graph,
            actor=info.context.actor,
            artifact_id=input.artifact_id,
            if_rev=input.if_rev,
            reason=input.reason,
        )
        return ArtifactPayload(artifact_id=moved.artifact_id)
