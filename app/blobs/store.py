"""The bytes of artifacts in an S3 store: the only module that talks to it.

Keys are made here and never by a client. `blobs/` holds what artifacts have: every object has a key
of its own and is written once. `uploads/` is where clients send bytes; they are copied away by the
store before anybody reads them, so that no client ever holds a URL that can write under `blobs/`.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from os import fstat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from anyio import CapacityLimiter, fail_after, from_thread, to_thread
from minio.commonconfig import CopySource
from minio.datatypes import PostPolicy

from app.blobs.clients import AT_ONCE, PROBE_SECONDS, client, probing
from app.blobs.faults import already_ours, copy_answered, translated
from app.blobs.presented import disposition, served_type
from app.blobs.sniff import Inspected, Inspection, finished
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.values import checked_id, checked_media_type
from app.errors import (
    BlobMissing,
    ContentMismatch,
    DigestMismatch,
    SizeMismatch,
    Unavailable,
    UploadExpired,
)
from app.measures import STORE_SECONDS, timed
from app.pulse import PATIENCE, Pulse

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

    from app.settings import Settings

T = TypeVar("T")

CHUNK = 256 * 1024
LINK_LIFETIME = timedelta(hours=1)
ANSWER_SECONDS = 4.0
"""How long a call may take that moves few bytes, its wait for others included."""
PUTS_AT_ONCE = AT_ONCE - 8
"""How many contents are put at once, so that reads and probes of readiness find room beside them;
others wait while the store lives, and that is no part of the time of their call."""
LONG_AT_ONCE = 8
"""How many uploads are copied or read at once; others wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """A form that a client sends as multipart/form-data, with the file as its last field."""

    url: str
    fields: Mapping[str, str]


class Store:
    """One bucket. Every method raises Unavailable when the store does not answer in time.

    That is five seconds; only what is uploaded is copied and read for as long as it takes while the
    store answers other calls.
    """

    def __init__(self, settings: Settings, *, patience: float = PATIENCE) -> None:
        assert settings.s3_endpoint is not None  # noqa: S101
        self._bucket = settings.s3_bucket
        self.max_upload = settings.max_upload
        self._public = (settings.s3_public_endpoint or settings.s3_endpoint).rstrip("/")
        self._quick = client(settings, settings.s3_endpoint, seconds=3)
        self._slow = client(settings, settings.s3_endpoint, seconds=60)
        self._signer = client(settings, self._public, seconds=3)
        self._limiter = CapacityLimiter(AT_ONCE)
        self._put_limiter = CapacityLimiter(PUTS_AT_ONCE)
        self._long_limiter = CapacityLimiter(LONG_AT_ONCE)
        prober = client(settings, settings.s3_endpoint, seconds=PROBE_SECONDS)
        probe = probing(partial(prober.bucket_exists, self._bucket))
        self._pulse = Pulse("store", probe, patience=patience)

    async def aclose(self) -> None:
        """Ends the probing of the store."""
        await self._pulse.aclose()

    async def ensure_bucket(self) -> None:
        """Creates the bucket when it is missing."""
        await self._call(self._ensure_bucket)

    async def require_bucket(self) -> None:
        """Raises Unavailable when the store has no such bucket."""
        if not await self._call(self._quick.bucket_exists, self._bucket):
            raise Unavailable("the store does not have the bucket")

    async def put(self, data: bytes, *, kind: Kind, media_type: str) -> StoredBlob:
        """Stores bytes under a new key.

        Raises BadInput for what is no media type, EmptyBlob and MediaTypeMismatch, before anything
        is sent.
        """
        inspection = Inspection(kind, checked_media_type(media_type))
        inspection.feed(data)
        blob = _inspected(inspection, new_key(inspection.sha256))
        checksum = base64.b64encode(bytes.fromhex(blob.sha256)).decode()
        await self._pulse.wait_for(self._put_limiter.acquire())
        try:
            await self._call(
                self._quick.put_object,
                self._bucket,
                blob.key,
                BytesIO(data),
                len(data),
                content_type=inspection.media_type,
                metadata={"x-amz-checksum-sha256": checksum},
            )
        finally:
            self._put_limiter.release()
        return blob

    async def put_file(
        self, path: Path, *, kind: Kind, media_type: str, sha256: str, size: int
    ) -> StoredBlob:
        """Stores a file that was inspected before under a new key, for as long as that takes.

        Raises SizeMismatch or DigestMismatch when it has changed since; then nothing is stored.
        """
        key = new_key(sha256)
        inspection = Inspection(kind, checked_media_type(media_type))
        try:
            with path.open("rb") as file:
                _compare_size(fstat(file.fileno()).st_size, size)
                await self._long_call(self._send, key, Inspected(file, inspection), size)
            blob = _inspected(inspection, key)
            _compare(blob, size, sha256)
        except ContentMismatch:
            with suppress(Unavailable):
                await self.delete(key)
            raise
        return blob

    async def receive(
        self,
        upload_id: str,
        *,
        kind: Kind,
        media_type: str,
        size: int | None,
        sha256: str | None,
    ) -> StoredBlob:
        """Takes over what was uploaded: copied first, then read, counted, hashed and sniffed.

        Raises UploadExpired when nothing was uploaded, EmptyBlob, SizeMismatch, DigestMismatch or
        MediaTypeMismatch when it is not what was said; then the copy is deleted again.
        """
        source, key = upload_key(upload_id), f"blobs/uploads/{upload_id}/{uuid4()}"
        media_type = checked_media_type(media_type)
        try:
            _compare_size(await self.size(source), size)
            await self._long_call(self._copy, source, key)
        except BlobMissing:
            raise UploadExpired("nothing was uploaded, or the upload is over") from None
        try:
            inspection = await self._long_call(self._inspect, key, Inspection(kind, media_type))
            blob = _inspected(inspection, key)
            _compare(blob, size, sha256)
        except ContentMismatch:
            with suppress(Unavailable):
                await self.delete(key)
            raise
        return blob

    async def forget_upload(self, upload_id: str) -> None:
        """Deletes what was uploaded, after it was taken over."""
        await self.delete(upload_key(upload_id))

    async def open(
        self, key: str, *, offset: int = 0, length: int = 0
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of an object from an offset, all of them when `length` is 0, in chunks.

        Raises BlobMissing when there is no such object, and Unavailable when it ends too early.
        """
        get = partial(self._quick.get_object, self._bucket, key, offset=offset, length=length)
        response = await self._call(get)
        try:
            while chunk := await self._read(response):
                yield chunk
        finally:
            response.close()
            response.release_conn()

    async def delete(self, key: str) -> None:
        """Deletes an object, if it is there."""
        await self._call(self._quick.remove_object, self._bucket, key)

    async def size(self, key: str) -> int:
        """How many bytes an object has; BlobMissing when there is no such object."""
        found = await self._call(self._quick.stat_object, self._bucket, key)
        return found.size or 0

    def presign_get(self, key: str, *, name: str, media_type: str) -> str:
        """A link that gives the object to anybody for an hour, under that name; makes no call."""
        shown: dict[str, Any] = {
            "response-content-disposition": disposition(name, media_type),
            "response-content-type": served_type(media_type),
        }
        return self._signer.presigned_get_object(
            self._bucket, key, expires=LINK_LIFETIME, response_headers=shown
        )

    def presign_post(
        self, upload_id: str, *, media_type: str, size: int | None, expires: timedelta
    ) -> PostForm:
        """A form that puts one object to its place under `uploads/`; makes no call.

        The store takes `size` bytes and no other number, or up to the largest upload.
        """
        policy = PostPolicy(self._bucket, datetime.now(UTC) + expires)
        key = upload_key(upload_id)
        policy.add_equals_condition("key", key)
        policy.add_equals_condition("Content-Type", media_type)
        policy.add_content_length_range_condition(size or 1, size or self.max_upload)
        fields = self._signer.presigned_post_policy(policy)
        return PostForm(
            url=f"{self._public}/{self._bucket}",
            fields={**fields, "key": key, "Content-Type": media_type},
        )

    def _ensure_bucket(self) -> None:
        if not self._quick.bucket_exists(self._bucket):
            with already_ours():
                self._quick.make_bucket(self._bucket)

    def _send(self, key: str, file: Inspected, size: int) -> None:
        data: Any = file
        media_type = file.inspection.media_type
        self._slow.put_object(self._bucket, key, data, size, content_type=media_type)

    def _copy(self, source: str, key: str) -> None:
        with copy_answered():
            self._slow.copy_object(self._bucket, key, CopySource(self._bucket, source))

    def _inspect(self, key: str, inspection: Inspection) -> Inspection:
        response = self._slow.get_object(self._bucket, key)
        try:
            while chunk := response.read(CHUNK):
                from_thread.check_cancelled()
                inspection.feed(chunk)
        finally:
            response.close()
            response.release_conn()
        return inspection

    async def _call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Calls the store; one that hangs is left to its thread, which its own timeouts end."""
        call = partial(function, *args, **kwargs)
        with _timed(function), translated(), fail_after(ANSWER_SECONDS):
            return await to_thread.run_sync(call, limiter=self._limiter, abandon_on_cancel=True)

    async def _long_call(self, function: Callable[..., T], *args: Any) -> T:
        """Calls the store for as long as it takes, its wait for others included, while it lives."""
        call = to_thread.run_sync(
            function, *args, limiter=self._long_limiter, abandon_on_cancel=True
        )
        with _timed(function), translated():
            return await self._pulse.wait_for(call)

    async def _read(self, response: BaseHTTPResponse) -> bytes:
        """The next chunk; never abandoned, since what is being read cannot be closed."""
        with translated():
            return await to_thread.run_sync(response.read, CHUNK, limiter=self._limiter)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncGenerator[Store]:
    """A store; nothing is asked of it yet."""
    store = Store(settings)
    try:
        yield store
    finally:
        await store.aclose()


def new_key(sha256: str) -> str:
    """A key that no object has, for bytes of that digest."""
    return f"blobs/{sha256[:2]}/{sha256}/{uuid4()}"


def upload_key(upload_id: str) -> str:
    """Where a client sends the bytes of an upload; BadInput for what is no id."""
    return f"uploads/{checked_id(upload_id, 'uploadId')}"


def _timed(function: Any) -> AbstractContextManager[None]:
    return timed(STORE_SECONDS, getattr(function, "func", function).__name__.lstrip("_"))


def _inspected(inspection: Inspection, key: str) -> StoredBlob:
    finished(inspection)
    return StoredBlob(sha256=inspection.sha256, size=inspection.size, key=key)


def _compare(blob: StoredBlob, size: int | None, digest: str | None) -> None:
    _compare_size(blob.size, size)
    if digest is not None and digest != blob.sha256:
        raise DigestMismatch(f"the upload has the digest {blob.sha256}, not {digest}")


def _compare_size(there: int, size: int | None) -> None:
    if size is not None and size != there:
        raise SizeMismatch(f"the upload has {there} bytes, not {size}")
