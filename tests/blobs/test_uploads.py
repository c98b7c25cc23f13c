"""Bytes that a client brings to the store itself, by a form; and how they are taken over."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import httpx
import pytest

from app.blobs.signing import PostForm
from app.blobs.sniff import Inspection
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.errors import (
    AppError,
    BadInput,
    DigestMismatch,
    EmptyBlob,
    MediaTypeMismatch,
    SizeMismatch,
    UploadExpired,
)
from app.settings import Settings
from tests.bucket import Bucket
from tests.waiting import HANG

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

PNG = b"\x89PNG\r\n\x1a\n" + b"the rest of a picture"
HOUR = timedelta(hours=1)


@pytest.fixture
def upload_id() -> str:
    return str(uuid4())


async def post(form: PostForm, data: bytes, name: str = "moon.png", **changed: str) -> int:
    """The status that the store answers to the form, filled in as a browser does."""
    fields = {**form.fields, **changed}
    async with httpx.AsyncClient(timeout=HANG) as client:
        response = await client.post(form.url, data=fields, files={"file": (name, data)})
    return response.status_code


def form(store: Store, upload_id: str, size: int | None = len(PNG)) -> PostForm:
    return store.signer.presign_post(upload_id, media_type="image/png", size=size, expires=HOUR)


async def receive(
    store: Store, upload_id: str, *, size: int | None = None, sha256: str | None = None
) -> StoredBlob:
    return await store.receive(
        upload_id, kind=Kind.IMAGE, media_type="image/png", size=size, sha256=sha256
    )


async def test_what_is_uploaded_by_the_form_is_taken_over(
    store: Store, bucket: Bucket, upload_id: str
) -> None:
    status = await post(form(store, upload_id), PNG)
    blob = await receive(store, upload_id, size=len(PNG), sha256=sha256(PNG).hexdigest())

    assert 200 <= status < 300
    assert (blob.sha256, blob.size) == (sha256(PNG).hexdigest(), len(PNG))
    assert bucket.get(blob.key) == PNG


@pytest.mark.parametrize("name", ["../../x", "C:\\x", 'a"\r\nb', "ü" * 300])
async def test_the_name_of_a_file_is_in_no_key(
    store: Store, bucket: Bucket, upload_id: str, name: str
) -> None:
    await post(form(store, upload_id), PNG, name)
    blob = await receive(store, upload_id)

    assert bucket.keys("uploads/" + upload_id) == [f"uploads/{upload_id}"]
    assert re.fullmatch(f"blobs/uploads/{upload_id}/[0-9a-f-]{{36}}", blob.key)


@pytest.mark.parametrize("upload_id", ["../x", "", "UPPER", "blobs/aa", "a" * 36])
async def test_no_form_and_no_key_is_made_of_what_is_no_id(store: Store, upload_id: str) -> None:
    with pytest.raises(BadInput):
        form(store, upload_id)
    with pytest.raises(BadInput):
        await receive(store, upload_id)
    with pytest.raises(BadInput):
        await store.forget_upload(upload_id)


@pytest.mark.parametrize(
    ("data", "size", "digest", "refusal"),
    [
        (PNG, len(PNG) + 1, None, SizeMismatch),
        (PNG, None, "0" * 64, DigestMismatch),
        (b"GIF89a", None, None, MediaTypeMismatch),
        (b"", None, None, EmptyBlob),
        (b"", 1, None, SizeMismatch),
    ],
)
async def test_what_is_not_as_it_was_said_is_refused_and_no_copy_stays(
    store: Store,
    bucket: Bucket,
    upload_id: str,
    data: bytes,
    size: int | None,
    digest: str | None,
    refusal: type[AppError],
) -> None:
    bucket.put(f"uploads/{upload_id}", data)

    with pytest.raises(refusal):
        await receive(store, upload_id, size=size, sha256=digest)

    assert bucket.keys(f"blobs/uploads/{upload_id}/") == []
    assert bucket.keys(f"uploads/{upload_id}") == [f"uploads/{upload_id}"]


async def test_an_upload_without_bytes_is_over(store: Store, upload_id: str) -> None:
    with pytest.raises(UploadExpired):
        await receive(store, upload_id)


async def test_an_upload_can_be_forgotten_and_its_copy_stays(
    store: Store, bucket: Bucket, upload_id: str
) -> None:
    await post(form(store, upload_id), PNG)
    blob = await receive(store, upload_id)
    await store.forget_upload(upload_id)

    assert bucket.keys(f"uploads/{upload_id}") == []
    assert bucket.get(blob.key) == PNG


async def test_an_upload_that_is_replaced_while_it_is_checked_changes_nothing(
    store: Store, bucket: Bucket, upload_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(Inspection):
        def __init__(self, kind: Kind, media_type: str) -> None:
            bucket.put(f"uploads/{upload_id}", b"<script>")
            super().__init__(kind, media_type)

    monkeypatch.setattr("app.blobs.store.Inspection", Late)
    await post(form(store, upload_id), PNG)
    blob = await receive(store, upload_id)

    assert bucket.get(f"uploads/{upload_id}") == b"<script>"
    assert blob.sha256 == sha256(PNG).hexdigest()
    assert bucket.get(blob.key) == PNG


async def test_an_upload_that_grows_before_it_is_copied_is_refused(
    store: Store, bucket: Bucket, upload_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def before(_: str) -> int:
        return len(PNG)

    bucket.put(f"uploads/{upload_id}", PNG + b"1")
    monkeypatch.setattr(store, "size", before)
    with pytest.raises(SizeMismatch):
        await receive(store, upload_id, size=len(PNG))

    assert bucket.keys(f"blobs/uploads/{upload_id}/") == []


async def test_an_upload_that_is_sent_again_after_its_check_changes_nothing(
    store: Store, bucket: Bucket, upload_id: str
) -> None:
    given = form(store, upload_id)
    await post(given, PNG)
    blob = await receive(store, upload_id)
    status = await post(given, PNG[::-1])

    assert 200 <= status < 300
    assert bucket.get(blob.key) == PNG


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "uploads/5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"},
        {"key": "blobs/aa/aa/a"},
        {"Content-Type": "text/html"},
        {"x-amz-signature": "0" * 64},
    ],
)
async def test_a_form_that_was_changed_is_refused(
    store: Store, bucket: Bucket, upload_id: str, changed: dict[str, str]
) -> None:
    bucket.delete("uploads/5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11")

    assert 400 <= await post(form(store, upload_id), PNG, **changed) < 500
    assert bucket.keys(changed.get("key", f"uploads/{upload_id}")) == []


@pytest.mark.parametrize("data", [PNG + b"1", PNG[:-1]])
async def test_a_form_takes_as_many_bytes_as_were_said(
    store: Store, bucket: Bucket, upload_id: str, data: bytes
) -> None:
    assert 400 <= await post(form(store, upload_id), data) < 500
    assert bucket.keys(f"uploads/{upload_id}") == []


async def test_a_form_for_any_size_takes_up_to_the_largest_upload(
    settings: Settings, bucket: Bucket, upload_id: str
) -> None:
    store = Store(settings.model_copy(update={"max_upload": len(PNG)}))
    given = form(store, upload_id, size=None)

    assert 400 <= await post(given, b"") < 500
    assert 400 <= await post(given, PNG + b"1") < 500
    assert bucket.keys(f"uploads/{upload_id}") == []
    assert 200 <= await post(given, PNG) < 300


async def test_a_form_is_refused_when_its_time_is_over(
    store: Store, bucket: Bucket, upload_id: str
) -> None:
    late = store.signer.presign_post(upload_id, media_type="image/png", size=None, expires=-HOUR)

    assert 400 <= await post(late, PNG) < 500
    assert bucket.keys(f"uploads/{upload_id}") == []


async def test_a_form_names_the_address_that_clients_reach(
    settings: Settings, upload_id: str
) -> None:
    public = {"s3_public_endpoint": "https://media.example.org/"}
    given = form(Store(settings.model_copy(update=public)), upload_id)

    assert given.url == "https://media.example.org/artifact-graph-tests"
