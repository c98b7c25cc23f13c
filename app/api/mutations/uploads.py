"""The mutations that begin uploads, which bring the content of artifacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from app.actions.begin_uploads import UploadIntent
from app.actions.create_uploads import UploadForm, create_uploads
from app.api.context import Context
from app.api.enums import Kind
from app.api.mutations.fields import given, maybe, mutation, request_id, result
from app.api.problems import BadInputProblem, ContentProblem, IdempotencyMismatchProblem
from app.api.scalars import BigInt, Sha256

Info = strawberry.Info[Context]


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
        description="Form fields to send unchanged, followed by the field `file` with the bytes."
    )
    expires_at: datetime = strawberry.field(
        description="When the upload expires, in UTC, one hour after it was created. Before this"
        " time the file must be sent and the artifact created."
    )


@strawberry.input(description="Content that will be uploaded.")
class CreateUploadInput:
    """What the store will be told to take."""

    request_id: str = request_id()
    kind: Kind = given("Kind of media or data, to which `mediaType` must belong.")
    media_type: str = given("Media type, such as image/png.")
    size: BigInt | None = maybe(
        "Size of the content in bytes; the object store refuses a file of another size. Default:"
        " any size up to the upload limit of the service, 5 GiB unless configured otherwise."
    )
    sha256: Sha256 | None = maybe(
        "SHA-256 digest of the content. Other content is refused with DIGEST_MISMATCH when an"
        " artifact is created from the upload. Default: any content."
    )


@strawberry.type(description="Result of creating several uploads.")
class UploadsPayload:
    """What `createUploads` answers."""

    uploads: list[UploadPayload] = strawberry.field(
        description="The uploads, in the order of the input."
    )


@strawberry.input(description="Several uploads to create.")
class CreateUploadsInput:
    """A batch of uploads."""

    uploads: list[CreateUploadInput] = given(
        "The uploads to create, 1 to 100, each with its own `requestId`. If an upload with the same"
        " `requestId` was created before, that upload is returned, even when it has expired, and"
        " none is created."
    )


CreateUploadResult = Annotated[
    UploadPayload | BadInputProblem | ContentProblem | IdempotencyMismatchProblem,
    result("CreateUploadResult"),
]

CreateUploadsResult = Annotated[
    UploadsPayload | BadInputProblem | ContentProblem | IdempotencyMismatchProblem,
    result("CreateUploadsResult"),
]


async def _forms(context: Context, inputs: Sequence[CreateUploadInput]) -> list[UploadForm]:
    intents = [
        UploadIntent(
            request_id=input.request_id,
            kind=input.kind,
            media_type=input.media_type,
            size=input.size,
            sha256=input.sha256,
        )
        for input in inputs
    ]
    return await create_uploads(context.graph, context.store, intents, actor=context.actor)


def _payload(form: UploadForm) -> UploadPayload:
    return UploadPayload(
        upload_id=strawberry.ID(form.upload_id),
        url=form.url,
        fields=[UploadField(name=name, value=value) for name, value in form.fields.items()],
        expires_at=form.expires_at,
    )


@strawberry.type
class UploadMutations:
    """What begins uploads."""

    @mutation(
        "Creates an upload, and returns a presigned POST with which the client sends the file to"
        " the object store."
    )
    async def create_upload(self, info: Info, input: CreateUploadInput) -> CreateUploadResult:
        [form] = await _forms(info.context, [input])
        return _payload(form)

    @mutation(
        "Creates up to 100 uploads, all or none. When one is refused, `message` names its index,"
        " such as `uploads[3]`."
    )
    async def create_uploads(self, info: Info, input: CreateUploadsInput) -> CreateUploadsResult:
        forms = await _forms(info.context, input.uploads)
        return UploadsPayload(uploads=[_payload(form) for form in forms])
