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


@strawberry.type(description="Result of creating an artifact.")
class NewArtifactPayload:
    """What a mutation that makes an artifact answers."""

    artifact_id: strawberry.Private[str]
    deduplicated: bool = strawberry.field(
        description="Whether the same content was stored before; then it is stored only once."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="Form field of an upload, to be sent before the file.")
class UploadField:
    """One name and value."""

    name: str = strawberry.field(description="Name of the form field.")
    value: str = strawberry.field(description="Value of the form field.")


@strawberry.type(
    description="Presigned POST to upload content straight to the object store, as"
    " multipart/form-data."
)
class UploadPayload:
    """The form that the store takes, signed."""

    upload_id: strawberry.ID = strawberry.field(
        description="Id of the upload; pass it as `content.uploadId` of the new artifact."
    )
    url: str = strawberry.field(description="URL to POST the form to.")
    fields: list[UploadField] = strawberry.field(
        description="Form fields to send as they are. The field `file` with the bytes comes after"
        " them."
    )
    expires_at: datetime = strawberry.field(
        description="Moment at which the upload expires; send the file before."
    )


@strawberry.input(
    one_of=True, description="Content of a new artifact. Exactly one field must be given."
)
class ContentInput:
    """Bytes in the request itself, or uploaded before."""

    text: str | None = strawberry.field(
        default=strawberry.UNSET, description="Text of up to 1 MiB in UTF-8."
    )
    json: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="A JSON value of up to 1 MiB."
    )
    upload_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Id of an upload (`createUpload`) whose file was sent.",
    )


@strawberry.input(description="An artifact that the new one was made from, its source.")
class SourceInput:
    """A relation of the new artifact."""

    artifact_id: strawberry.ID = given("Id of the source.")
    relation_type: RelationType = maybe(
        "How the new artifact was made from the source.", RelationType.DERIVED_FROM
    )
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(description="Content that will be uploaded.")
class CreateUploadInput:
    """What the store will be told to take."""

    request_id: str = request_id()
    kind: Kind = given("Kind of media; the media type must fit it.")
    media_type: str = given("Media type, such as image/png.")
    size: BigInt | None = maybe(
        "Size in bytes; the store refuses an upload of another size. Default: any size up to the"
        " service's limit."
    )
    sha256: Sha256 | None = maybe(
        "SHA-256 digest of the content; other content is refused. Default: any content."
    )


@strawberry.input(
    description="A new artifact with its content, and the artifacts that it was made from."
)
class RegisterArtifactInput:
    """The facts of an artifact."""

    request_id: str = request_id()
    kind: Kind = given("Kind of media; the media type must fit it.")
    media_type: str = given(
        "Media type, such as image/png. A common alias, such as image/jpg, is replaced by the"
        " registered name."
    )
    name: str = given("Name for people to recognise it by: one line of 1 to 256 characters.")
    content: ContentInput = given("Content of the artifact: inline text or JSON, or an upload.")
    state: State = maybe("Initial state: INTERMEDIATE or CANDIDATE.", State.INTERMEDIATE)
    metadata: JSON | None = maybe(
        f"Whatever else is to be recorded, such as a seed or dimensions: {JSON_LIMITS}"
    )
    step_id: strawberry.ID | None = maybe(
        "Id of the step that creates the artifact. Default: none."
    )
    stage: str | None = maybe(
        "Name of the stage at which the step's run produces the artifact; needs `stepId`. Default:"
        " none."
    )
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput],
        description="The artifacts that it was made from. Default: none.",
    )


@strawberry.input(
    description="A new version of an artifact: a new artifact with a VARIANT_OF relation to the"
    " old one, which keeps its state."
)
class ReviseArtifactInput:
    """The facts of a new version; its kind is that of the old one."""

    request_id: str = request_id()
    artifact_id: strawberry.ID = given("Id of the old version.")
    kind: Kind | None = maybe(
        "Kind of the old version, which the new one must keep. Default: that kind."
    )
    media_type: str = given("Media type of the new version, such as image/png.")
    name: str = given("Name for people to recognise it by: one line of 1 to 256 characters.")
    content: ContentInput = given("Content of the artifact: inline text or JSON, or an upload.")
    state: State = maybe(
        "Initial state: INTERMEDIATE or CANDIDATE. It must be CANDIDATE when the old version is a"
        " primary.",
        State.CANDIDATE,
    )
    metadata: JSON | None = maybe(
        f"Whatever else is to be recorded, such as a seed or dimensions: {JSON_LIMITS}"
    )
    step_id: strawberry.ID | None = maybe(
        "Id of the step that creates the artifact. Default: none."
    )
    stage: str | None = maybe(
        "Name of the stage at which the step's run produces the artifact; needs `stepId`. Default:"
        " none."
    )
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput],
        description="Other artifacts that it was made from. Default: none.",
    )
    note: str | None = maybe(
        "What was changed; kept as the note of the VARIANT_OF relation, up to 1,024 characters."
    )
    if_rev: int | None = if_rev("old version")


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
