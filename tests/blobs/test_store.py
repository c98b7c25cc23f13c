"""Bytes that the service brings itself: stored once, under a key of their own, and found again."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import anyio
import pytest

from app.blobs.calls import CHUNK
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.errors import BadInput, BlobMissing, EmptyBlob, MediaTypeMismatch, Unavailable
from app.settings import Settings
from tests.bucket import Bucket

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

KEY = re.compile(r"blobs/([0-9a-f]{2})/(\1[0-9a-f]{62})/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def read(store: Store, key: str, *, offset: int = 0, length: int = 0) -> bytes:
    return b"".join([chunk async for chunk in store.open(key, offset=offset, length=length)])


async def put(store: Store, data: bytes) -> str:
    return (await store.put(data, kind=Kind.TEXT, media_type="text/plain")).key


async def test_bytes_are_stored_under_a_key_made_of_their_digest(
    store: Store, bucket: Bucket
) -> None:
    blob = await store.put(b"a moon", kind=Kind.TEXT, media_type="text/plain")

    found = KEY.fullmatch(blob.key)
    assert found is not None
    assert found[2] == blob.sha256 == sha256(b"a moon").hexdigest()
    assert blob.size == 6
    assert bucket.get(blob.key) == b"a moon"
    assert bucket.media_type(blob.key) == "text/plain"


async def test_the_same_bytes_are_stored_twice_under_two_keys(store: Store) -> None:
    first, second = await put(store, b"a moon"), await put(store, b"a moon")

    assert first != second
    assert await read(store, first) == await read(store, second) == b"a moon"


async def test_a_media_type_leaves_no_trace_in_a_key(store: Store) -> None:
    blob = await store.put(b"x", kind=Kind.TEXT, media_type="text/x..etc")

    assert KEY.fullmatch(blob.key)


async def test_bytes_that_change_on_their_way_are_refused_by_the_store(
    store: Store, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent is signed as it is sent: only the stated checksum tells that it is wrong."""
    monkeypatch.setattr("app.blobs.store.BytesIO", lambda data: BytesIO(b"A" + data[1:]))
    data = f"a moon that changes {uuid4()}".encode()

    with pytest.raises(Unavailable):
        await store.put(data, kind=Kind.TEXT, media_type="text/plain")

    digest = sha256(data).hexdigest()
    assert bucket.keys(f"blobs/{digest[:2]}/{digest}/") == []


@pytest.mark.parametrize(
    ("data", "kind", "media_type", "refusal"),
    [
        (b"", Kind.TEXT, "text/plain", EmptyBlob),
        (b"GIF89a", Kind.IMAGE, "image/png", MediaTypeMismatch),
        (b"never sent", Kind.TEXT, "text/plain\r\nx-amz-acl: public-read", BadInput),
        (b"never sent", Kind.TEXT, "text/../../etc", BadInput),
    ],
)
async def test_what_is_no_content_is_not_sent(
    store: Store,
    bucket: Bucket,
    data: bytes,
    kind: Kind,
    media_type: str,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        await store.put(data, kind=kind, media_type=media_type)

    digest = sha256(data).hexdigest()
    assert bucket.keys(f"blobs/{digest[:2]}/{digest}/") == []


async def test_many_bytes_are_read_in_chunks(store: Store, bucket: Bucket) -> None:
    data = bytes(range(256)) * (2 * CHUNK // 256) + b"the end"
    bucket.put("blobs/many", data)

    chunks = [chunk async for chunk in store.open("blobs/many")]

    assert [len(chunk) for chunk in chunks] == [CHUNK, CHUNK, 7]
    assert b"".join(chunks) == data


async def test_a_part_is_read_from_its_offset(store: Store) -> None:
    key = await put(store, b"0123456789")

    assert await read(store, key, offset=3) == b"3456789"
    assert await read(store, key, offset=3, length=4) == b"3456"
    assert await read(store, key, length=4) == b"0123"


async def test_the_size_of_an_object_is_known(store: Store) -> None:
    assert await store.size(await put(store, b"0123456789")) == 10


async def test_a_deleted_object_is_missing(store: Store) -> None:
    key = await put(store, b"a moon")
    await store.delete(key)

    with pytest.raises(BlobMissing):
        await read(store, key)
    with pytest.raises(BlobMissing):
        await store.size(key)


async def test_deleting_what_is_not_there_is_no_error(store: Store) -> None:
    await store.delete("blobs/nothing/here")


async def test_many_who_need_a_bucket_at_once_have_it(settings: Settings, bucket: Bucket) -> None:
    made = settings.model_copy(update={"s3_bucket": "artifact-graph-tests-made"})
    if bucket.minio.bucket_exists("artifact-graph-tests-made"):
        bucket.minio.remove_bucket("artifact-graph-tests-made")

    async with anyio.create_task_group() as tasks:
        for _ in range(8):
            tasks.start_soon(Store(made).ensure_bucket)

    assert bucket.minio.bucket_exists("artifact-graph-tests-made")
    bucket.minio.remove_bucket("artifact-graph-tests-made")
