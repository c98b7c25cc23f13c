"""Mutations that make artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.register_artifact import register_artifact
from app.actions.revise_artifact import revise_artifact
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.artifact_inputs import (
    RegisterArtifactInput,
    ReviseArtifactInput,
    content_of,
    links_of,
    sources_of,
)
from app.api.mutations.fields import mutation, result
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    ContentProblem,
    IdempotencyMismatchProblem,
    IllegalStateProblem,
    KindMismatchProblem,
    NotFoundProblem,
    SourceNotFoundProblem,
    UploadExpiredProblem,
)

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

Info = strawberry.Info[Context]


@strawberry.type(description="Result of creating an artifact.")
class NewArtifactPayload:
    """What a mutation that makes an artifact answers."""

    artifact_id: strawberry.Private[str]
    deduplicated: bool = strawberry.field(
        description="Whether the same content, by its SHA-256 digest, was already stored for"
        " another artifact; both artifacts then share one stored object."
    )

    @crosses
    def artifact(self) -> Artifact: ...


RegisterArtifactResult = Annotated[
    NewArtifactPayload
    | BadInputProblem
    | ContentProblem
    | SourceNotFoundProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalStateProblem
    | KindMismatchProblem
    | UploadExpiredProblem
    | IdempotencyMismatchProblem,
    result("RegisterArtifactResult"),
]
ReviseArtifactResult = Annotated[
    NewArtifactPayload
    | BadInputProblem
    | ContentProblem
    | SourceNotFoundProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalStateProblem
    | KindMismatchProblem
    | UploadExpiredProblem
    | IdempotencyMismatchProblem,
    result("ReviseArtifactResult"),
]


@strawberry.type
class ArtifactMutations:
    """What makes artifacts."""

    @mutation(
        "Creates an artifact with its content, its relations to its sources, and its links to"
        " stories."
    )
    async def register_artifact(
        self, info: Info, input: RegisterArtifactInput
    ) -> RegisterArtifactResult:
        registered = await register_artifact(
            info.context.graph,
            info.context.store,
            request_id=input.request_id,
            content=content_of(input.content),
            id=input.id,
            kind=input.kind,
            media_type=input.media_type,
            name=input.name,
            state=input.state,
            metadata=input.metadata,
            step_id=input.step_id,
            stage=input.stage,
            sources=sources_of(input.sources),
            links=links_of(input.links),
            actor=info.context.actor,
        )
        return NewArtifactPayload(
            artifact_id=registered.artifact_id, deduplicated=registered.deduplicated
        )

    @mutation(
        "Creates a new version of an artifact: a new artifact with a VARIANT_OF relation to the old"
        " version. The new version takes over the links in which the old version is the primary;"
        " the old version keeps its other links."
    )
    async def revise_artifact(self, info: Info, input: ReviseArtifactInput) -> ReviseArtifactResult:
        revised = await revise_artifact(
            info.context.graph,
            info.context.store,
            request_id=input.request_id,
            artifact_id=input.artifact_id,
            content=content_of(input.content),
            kind=input.kind,
            media_type=input.media_type,
            name=input.name,
            state=input.state,
            metadata=input.metadata,
            step_id=input.step_id,
            stage=input.stage,
            sources=sources_of(input.sources),
            note=input.note,
            if_rev=input.if_rev,
            actor=info.context.actor,
        )
        return NewArtifactPayload(
            artifact_id=revised.artifact_id, deduplicated=revised.deduplicated
        )
