"""The bytes of artifacts in an S3 store.

Keys come from `keys.py` and never from a client. `blobs/` holds what artifacts have: every object
has a key of its own and is written once. `uploads/` is where clients send bytes; they are copied
away by the store before anybody reads them, so that no client ever holds a URL that can write under
`blobs/`.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from io import BytesIO
from os import fstat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import CancelScope, CapacityLimiter, from_thread, get_cancelled_exc_class
from minio.commonconfig import CopySource

from app.blobs.calls import CHUNK, Calls, NewObject
from app.blobs.clients import AT_ONCE, PROBE_SECONDS, client, probing
from app.blobs.faults import StoreRefuses, already_ours, copy_answered
from app.blobs.keys import new_key, received_key, upload_key
from app.blobs.signing import Signer
from app.blobs.sniff import Inspected, Inspection, finished
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.values import checked_media_type
from app.errors import (
    BlobMissing,
    ContentMismatch,
    DigestMismatch,
    SizeMismatch,
    Unavailable,
    UploadExpired,
)
from app.pulse import PATIENCE, Pulse

if TYPE_CHECKING:
    from app.settings import Settings

PUTS_AT_ONCE = AT_ONCE - 8
"""How many contents are put at once, so that reads and probes of readiness find room beside them;
others wait while the store lives, and that is no part of the time of their call."""


class Store:
    """One bucket. Every method raises Unavailable when the store does not answer in time.

    That is five seconds; only what is uploaded is copied and read for as long as it takes while the
    store answers other calls.
    """

    def __init__(self, settings: Settings, *, patience: float = PATIENCE) -> None:
        assert settings.s3_endpoint is not None  # noqa: S101
        self._bucket = settings.s3_bucket
        self.max_upload = settings.max_upload
        self._quick = client(settings, settings.s3_endpoint, seconds=3)
        self._slow = client(settings, settings.s3_endpoint, seconds=60)
        self.signer = Signer(settings)
        """Makes URLs and forms with which clients reach the store themselves."""
        self._put_limiter = CapacityLimiter(PUTS_AT_ONCE)
        prober = client(settings, settings.s3_endpoint, seconds=PROBE_SECONDS)
        probe = probing(partial(prober.bucket_exists, self._bucket))
        self._pulse = Pulse("store", probe, patience=patience)
        self._calls = Calls(self._pulse)

    async def aclose(self) -> None:
        """Ends the probing of the store."""
        await self._pulse.aclose()

    async def ensure_bucket(self) -> None:
        """Creates the bucket when it is missing."""
        await self._calls.short(self._ensure_bucket)

    async def require_bucket(self) -> None:
        """Raises Unavailable when the store has no such bucket."""
        if not await self._calls.short(self._quick.bucket_exists, self._bucket):
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
        put_object = partial(
            self._quick.put_object,
            self._bucket,
            blob.key,
            BytesIO(data),
            len(data),
            content_type=inspection.media_type,
            metadata={"x-amz-checksum-sha256": checksum},
        )
        await self._pulse.wait_for(self._put_limiter.acquire())
        try:
            async with self._new_object(blob.key) as new:
                await self._calls.short(new.written_by(put_object))
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
        with path.open("rb") as file:
            _compare_size(fstat(file.fileno()).st_size, size)
            async with self._new_object(key) as new:
                send = partial(self._send, key, Inspected(file, inspection), size)
                await self._calls.long(new.written_by(send))
                blob = _inspected(inspection, key)
                _compare(blob, size, sha256)
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
        source, key = upload_key(upload_id), received_key(upload_id)
        media_type = checked_media_type(media_type)
        try:
            _compare_size(await self.size(source), size)
            async with self._new_object(key) as new:
                await self._calls.long(new.written_by(partial(self._copy, source, key)))
                inspection = Inspection(kind, media_type)
                blob = _inspected(await self._calls.long(self._inspect, key, inspection), key)
                _compare(blob, size, sha256)
        except BlobMissing:
            raise UploadExpired("nothing was uploaded, or the upload is over") from None
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
        response = await self._calls.short(get)
        try:
            while chunk := await self._calls.read(response):
                yield chunk
        finally:
            response.close()
            response.release_conn()

    async def delete(self, key: str) -> None:
        """Deletes an object, if it is there."""
        await self._calls.short(self._quick.remove_object, self._bucket, key)

    async def size(self, key: str) -> int:
        """How many bytes an object has; BlobMissing when there is no such object."""
        found = await self._calls.short(self._quick.stat_object, self._bucket, key)
        return found.size or 0

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

    @asynccontextmanager
    async def _new_object(self, key: str) -> AsyncGenerator[NewObject]:
        """What the block writes is deleted when it is not what was said, or nobody waits for it."""
        new = NewObject(partial(self._quick.remove_object, self._bucket, key))
        try:
            yield new
        except BaseException as error:
            new.is_unused = True
            if isinstance(error, ContentMismatch | get_cancelled_exc_class()):
                with CancelScope(shield=True), suppress(Unavailable, StoreRefuses):
                    await self.delete(key)
            raise


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncGenerator[Store]:
    """A store; nothing is asked of it yet."""
    store = Store(settings)
    try:
        yield store
    finally:
        await store.aclose()


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
