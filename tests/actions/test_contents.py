"""Bytes come into the store before their artifact, and what is of no use there goes away again."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import httpx
import pytest

from app.actions.begin_uploads import UploadIntent
from app.actions.create_uploads import create_uploads
from app.actions.register_artifact import Registered, register_artifact
from app.blobs.faults import StoreRefuses
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.contents import Content, json_content, text_content
from app.errors import AppError, BadInput, NotFound, Unavailable, UploadExpired
from app.graph.session import Graph
from app.writes.contents import with_content
from tests.bucket import Bucket
from tests.waiting import HANG

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.mark.parametrize("value", [float("inf"), [1, float("-inf")], {"a": [{"b": float("nan")}]}])
async def test_json_without_a_form_in_json_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match=r"^json.* is -?(NaN|Infinity), which JSON does not have$"):
        json_content(value)


async def test_json_may_be_as_deep_as_the_writer_goes() -> None:
    value: object = 1.5
    for _ in range(250):
        value = [value]

    assert json_content(value).data == b"[" * 250 + b"1.5" + b"]" * 250


async def uploaded(graph: Graph, store: Store, data: bytes) -> Content:
    intent = UploadIntent(request_id=str(uuid4()), kind=Kind.TEXT, media_type="text/plain")
    [form] = await create_uploads(graph, store, [intent])
    async with httpx.AsyncClient(timeout=HANG) as client:
        await client.post(form.url, data=dict(form.fields), files={"file": ("x", data)})
    return Content(upload_id=form.upload_id)


async def register(graph: Graph, store: Store, content: Content, **more: str) -> Registered:
    fields = {"request_id": str(uuid4()), "name": "a moon", **more}
    return await register_artifact(
        graph, store, content=content, kind=Kind.TEXT, media_type="text/plain", **fields
    )


def stored(bucket: Bucket, text: str) -> list[str]:
    digest = sha256(text.encode()).hexdigest()
    return bucket.keys(f"blobs/{digest[:2]}/{digest}/")


async def test_text_is_stored_for_its_artifact(graph, store, bucket, look):
    text = f"a moon {uuid4()}"
    registered = await register(graph, store, text_content(text))

    [[key]] = look.rows(
        "MATCH ({id: $id})-[:STORED_AS]->(b:Blob) RETURN b.key", id=registered.artifact_id
    )
    assert stored(bucket, text) == [key]


async def test_bytes_that_the_store_has_already_are_not_kept_twice(graph, store, bucket):
    text = f"a moon {uuid4()}"
    first = await register(graph, store, text_content(text))
    second = await register(graph, store, text_content(text))

    assert (first.deduplicated, second.deduplicated) == (False, True)
    assert len(stored(bucket, text)) == 1


async def test_bytes_of_an_artifact_that_is_refused_go_away(graph, store, bucket):
    text = f"a moon {uuid4()}"

    with pytest.raises(NotFound):
        await register(graph, store, text_content(text), step_id=NOBODY)

    assert stored(bucket, text) == []


async def test_an_upload_is_taken_over_once_and_forgotten(graph, store, bucket, look):
    content = await uploaded(graph, store, b"a moon")
    registered = await register(graph, store, content)

    [[key]] = look.rows(
        "MATCH ({id: $id})-[:STORED_AS]->(b:Blob) RETURN b.key", id=registered.artifact_id
    )
    assert bucket.get(key) == b"a moon"
    assert bucket.keys(f"uploads/{content.upload_id}") == []
    with pytest.raises(UploadExpired):
        await register(graph, store, content)


async def test_a_retry_of_what_an_upload_was_used_for_gets_the_same_answer(graph, store, bucket):
    content = await uploaded(graph, store, b"a moon")
    first = await register(graph, store, content, request_id="once")
    again = await register(graph, store, content, request_id="once")

    assert again.artifact_id == first.artifact_id
    assert bucket.keys(f"blobs/uploads/{content.upload_id}/") != []


async def test_an_upload_whose_artifact_is_refused_can_be_used_again(graph, store, bucket):
    content = await uploaded(graph, store, b"a moon")

    with pytest.raises(NotFound):
        await register(graph, store, content, step_id=NOBODY)

    assert bucket.keys(f"blobs/uploads/{content.upload_id}/") == []
    assert (await register(graph, store, content)).deduplicated is False


@pytest.mark.parametrize("fault", [Unavailable("away"), StoreRefuses("no deleting")])
async def test_an_artifact_is_registered_though_the_store_does_not_clear_up(
    graph, store, monkeypatch, fault
):
    async def fails(_: str) -> None:
        raise fault

    content = await uploaded(graph, store, b"a moon")
    await register(graph, store, text_content("a moon"))
    monkeypatch.setattr(store, "delete", fails)

    assert (await register(graph, store, content)).deduplicated is True


async def test_bytes_stay_when_nobody_knows_whether_they_are_of_use(graph, store, bucket):
    text = f"a moon {uuid4()}"

    async def write(_):
        raise Unavailable("the graph does not answer")

    with pytest.raises(AppError):
        await with_content(
            graph, store, text_content(text), kind=Kind.TEXT, media_type="text/plain", write=write
        )

    assert len(stored(bucket, text)) == 1
