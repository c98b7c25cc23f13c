"""Content that is too large for a request, or no text: uploaded first, and then registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from artifact_graph.api import ANSWER_SECONDS, Api
from artifact_graph.contents import Content
from artifact_graph.errors import IdempotencyMismatch, UploadExpired, UploadRefused
from artifact_graph.requests import Flow, answered, post_file, read_receipt

BYTES_PER_SECOND = 5_000_000
"""How fast the store and the service read what was uploaded, at least."""

MAX_UPLOADS = 100
"""How many uploads the API begins in one request."""

UPLOADS = 3
"""How many uploads are begun for one artifact, when one after the other expires."""


def create_uploaded(
    api: Api, mutation: str, input: Mapping[str, Any], content: Content
) -> Flow[Any]:
    """The payload of a mutation that creates an artifact, whose content is uploaded first.

    The same request again has the same uploads, one after the other, as far as they were needed.
    When one has expired, the artifact may be there: the request tells, or the next upload does.
    """
    expired: Exception | None = None
    for request_id in _upload_request_ids(str(input["requestId"])):
        [upload] = yield from create_uploads(api, [(request_id, content)])
        refused = yield from send(api, upload, content)
        whole = {**input, "content": {"uploadId": upload["uploadId"]}}
        try:
            return (yield from api.mutate(mutation, whole, upload_seconds(content)))
        except (UploadExpired, IdempotencyMismatch) as error:
            expired = refused or error
    assert expired is not None  # noqa: S101
    raise expired


def _upload_request_ids(request_id: str) -> list[str]:
    digest = sha256(request_id.encode()).hexdigest()
    return [f"upload {number} {digest}" for number in range(UPLOADS)]


def create_uploads(api: Api, wanted: Sequence[tuple[str, Content]]) -> Flow[list[Any]]:
    """The signed forms for contents, each with its request id; many come in one request."""
    uploads = list[Any]()
    for start in range(0, len(wanted), MAX_UPLOADS):
        inputs = [_upload_input(*one) for one in wanted[start : start + MAX_UPLOADS]]
        payload = yield from api.mutate("createUploads", {"uploads": inputs})
        uploads += payload["uploads"]
    return uploads


def _upload_input(request_id: str, content: Content) -> dict[str, Any]:
    return {
        "requestId": request_id,
        "kind": content.kind.upper(),
        "mediaType": content.media_type,
        "size": content.size,
        "sha256": content.sha256,
    }


def send(api: Api, upload: Any, content: Content) -> Flow[UploadRefused | None]:
    """Sends the bytes straight to the store; sent again, they take the same place.

    A refusal is returned: when the upload was used before, it changes nothing.
    """
    fields = {field["name"]: field["value"] for field in upload["fields"]}
    with content.open() as file:
        make = partial(
            post_file, upload["url"], fields, file, content.media_type, upload_seconds(content)
        )
        try:
            yield from answered(make, read_receipt, api.retry_for)
        except UploadRefused as refused:
            return refused
    return None


def upload_seconds(content: Content) -> float:
    """How long it may take until all the bytes were read."""
    return ANSWER_SECONDS + content.size / BYTES_PER_SECOND
