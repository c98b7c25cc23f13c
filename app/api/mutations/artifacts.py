"""Mutations that make artifacts, and the uploads that bring their bytes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.contents import Content, json_content, text_content, with_content
from app.actions.create_upload import create_upload
from app.actions.register_artifact import register_artifact
from app.actions.revise_artifact import revise_artifact, revised_kind
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import Kind, RelationType, State
from app.api.mutations.fields import JSON_LIMITS, given, if_rev, maybe, mutation, request_id, result
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
from app.api.scalars import JSON, BigInt, Sha256
from app.domain.lineage import Source

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

Info = strawberry.Info[Context]


@strawberry.type(description="A new artifact.")
class NewArtifactPayload:
    """What a mutation that makes an artifact answers."""

    artifact_id: strawberry.Private[str]
    deduplicated: bool = strawberry.field(
        description="Whether the store had these bytes already, and keeps them once."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="A field of the form that an upload sends, before the file itself.")
class UploadField:
    """One name and value."""

    name: str = strawberry.field(description="The name.")
    value: str = strawberry.field(description="The value.")


@strawberry.type(description="Where to send bytes: a POST of multipart/form-data.")
class UploadPayload:
    """The form that the store takes, signed."""

    upload_id: strawberry.ID = strawberry.field(description="For `content` of a new artifact.")
    url: str = strawberry.field(description="Where to POST the form.")
    fields: list[UploadField] = strawberry.field(
        description="The fields of the form; `file` comes after them."
    )
    expires_at: datetime = strawberry.field(description="When it is too late.")


@strawberry.input(one_of=True, description="The bytes of a new artifact: one of these.")
class ContentInput:
    """Bytes in the request itself, or uploaded before."""

    text: str | None = strawberry.field(default=strawberry.UNSET, description="Up to 1 MiB.")
    json: JSON | None = strawberry.field(default=strawberry.UNSET, description="Up to 1 MiB.")
    upload_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The id of an upload that is done."
    )


@strawberry.input(description="An artifact that a new one was made from.")
class SourceInput:
    """A relation of the new artifact."""

    artifact_id: strawberry.ID = given("The source.")
    relation_type: RelationType = maybe("In what way.", RelationType.DERIVED_FROM)
    note: str | None = maybe("What there is to say about it.")


@strawberry.input(description="Bytes that will be uploaded.")
class CreateUploadInput:
    """What the store will be told to take."""

    request_id: str = request_id()
    kind: Kind = given("What sort of media it is.")
    media_type: str = given("Its media type, such as image/png.")
    size: BigInt | None = maybe("How many bytes; the store takes no other number.")
    sha256: Sha256 | None = maybe("Their digest; no others will be taken.")


@strawberry.input(description="A new artifact, and what it was made from.")
class RegisterArtifactInput:
    """The facts of an artifact."""

    request_id: str = request_id()
    kind: Kind = given("What sort of media it is.")
    media_type: str = given(
        "Its media type, such as image/png. Other names for one, such as image/jpg, are taken for"
        " the registered one, and that is answered."
    )
    name: str = given("What people call it: a line of 1 to 256 characters.")
    content: ContentInput = given("Its bytes.")
    state: State = maybe("INTERMEDIATE or CANDIDATE.", State.INTERMEDIATE)
    metadata: JSON | None = maybe(f"Whatever else is known of it: {JSON_LIMITS}")
    step_id: strawberry.ID | None = maybe("The step that created it.")
    stage: str | None = maybe("The stage of the step's run that produced it.")
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput], description="What it was made from."
    )


@strawberry.input(description="A new version of an artifact.")
class ReviseArtifactInput:
    """The facts of a new version; its kind is that of the old one."""

    request_id: str = request_id()
    artifact_id: strawberry.ID = given("The old version.")
    kind: Kind | None = maybe(
        "Kind of the old version, which the new one keeps; any other is refused. May be left out."
    )
    media_type: str = given("The media type of the new version.")
    name: str = given("What people call it: a line of 1 to 256 characters.")
    content: ContentInput = given("Its bytes.")
    state: State = maybe("CANDIDATE when the old one is a primary.", State.CANDIDATE)
    metadata: JSON | None = maybe(f"Whatever else is known of it: {JSON_LIMITS}")
    step_id: strawberry.ID | None = maybe("The step that created it.")
    stage: str | None = maybe("The stage of the step's run that produced it.")
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput], description="What else it was made from."
    )
    note: str | None = maybe("What changed.")
    if_rev: int | None = if_rev()


CreateUploadResult = Annotated[
    UploadPayload | BadInputProblem | ContentProblem | IdempotencyMismatchProblem,
    result("CreateUploadResult"),
]
RegisterArtifactResult = Annotated[
    NewArtifactPayload
    | BadInputProblem
    | ContentProblem
    | SourceNotFoundProblem
    | NotFoundProblem
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


def content_of(input: ContentInput) -> Content:
    """The one member of the input that is given."""
    if isinstance(input.text, str):
        return text_content(input.text)
    if input.json is not strawberry.UNSET:
        return json_content(input.json)
    return Content(upload_id=input.upload_id)


def sources_of(inputs: list[SourceInput]) -> list[Source]:
    """The sources of a new artifact, in the words of the domain."""
    return [
        Source(
            artifact_id=source.artifact_id,
            relation_type=source.relation_type,
            note=source.note,
        )
        for source in inputs
    ]


@strawberry.type
class ArtifactMutations:
    """What makes artifacts."""

    @mutation("Asks where to send the bytes of an artifact to be.")
    async def create_upload(self, info: Info, input: CreateUploadInput) -> CreateUploadResult:
        form = await create_upload(
            info.context.graph,
            info.context.store,
            request_id=input.request_id,
            kind=input.kind,
            media_type=input.media_type,
            size=input.size,
            sha256=input.sha256,
        )
        return UploadPayload(
            upload_id=strawberry.ID(form.upload_id),
            url=form.url,
            fields=[UploadField(name=name, value=value) for name, value in form.fields.items()],
            expires_at=form.expires_at,
        )

    @mutation("Records a new artifact, with its bytes and its sources.")
    async def register_artifact(
        self, info: Info, input: RegisterArtifactInput
    ) -> RegisterArtifactResult:
        graph, content = info.context.graph, content_of(input.content)
        registered = await with_content(
            graph,
            info.context.store,
            content,
            kind=input.kind,
            media_type=input.media_type,
            write=lambda blob: register_artifact(
                graph,
                request_id=input.request_id,
                kind=input.kind,
                media_type=input.media_type,
                name=input.name,
                state=input.state,
                metadata=input.metadata,
                step_id=input.step_id,
                stage=input.stage,
                sources=sources_of(input.sources),
                blob=blob,
                upload_id=content.upload_id,
            ),
        )
        return NewArtifactPayload(
            artifact_id=registered.artifact_id, deduplicated=registered.deduplicated
        )

    @mutation("Records a new version, VARIANT_OF the old, which takes over its primary links.")
    async def revise_artifact(self, info: Info, input: ReviseArtifactInput) -> ReviseArtifactResult:
        graph, content = info.context.graph, content_of(input.content)
        revised = await with_content(
            graph,
            info.context.store,
            content,
            kind=await revised_kind(graph, input.artifact_id, input.kind),
            media_type=input.media_type,
            write=lambda blob: revise_artifact(
                graph,
                request_id=input.request_id,
                artifact_id=input.artifact_id,
                media_type=input.media_type,
                name=input.name,
                state=input.state,
                metadata=input.metadata,
                step_id=input.step_id,
                stage=input.stage,
                sources=sources_of(input.sources),
                note=input.note,
                if_rev=input.if_rev,
                blob=blob,
                upload_id=content.upload_id,
            ),
        )
        return NewArtifactPayload(
            artifact_id=revised.artifact_id, deduplicated=revised.deduplicated
        )
