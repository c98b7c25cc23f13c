"""A run comes in with the bytes of its artifacts, or neither does."""

from __future__ import annotations

import threading
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

import anyio
import httpx
import pytest

from app.abreast import AT_ONCE
from app.actions.begin_uploads import UploadIntent
from app.actions.create_uploads import create_uploads
from app.actions.record_run import record_run
from app.blobs.store import PUTS_AT_ONCE
from app.domain.artifacts import Kind
from app.domain.contents import Content, text_content
from app.domain.ingest import ArtifactRecord, Batch
from app.errors import BadInput, IdempotencyMismatch, NotFound, SizeMismatch, UploadExpired
from tests.batches import NOBODY, cover, run
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio


@pytest.fixture
def begun(graph, store):
    """Begins an upload, and returns its id and what sends bytes to it."""

    async def begin(actor="local", **said):
        intent = UploadIntent(
            request_id=str(uuid4()), kind=Kind.TEXT, media_type="text/plain", **said
        )
        [form] = await create_uploads(graph, store, [intent], actor=actor)

        async def send(data):
            async with httpx.AsyncClient(timeout=HANG) as client:
                await client.post(form.url, data=dict(form.fields), files={"file": ("x", data)})

        return form.upload_id, send

    return begin


@pytest.fixture
def uploaded(begun):
    async def upload(data):
        upload_id, send = await begun()
        await send(data)
        return Content(upload_id=upload_id)

    return upload


@pytest.fixture
def bring(graph, store):
    """Brings in a run of texts, each by its ref."""

    async def record(contents, request_id="in", actor="local", **said):
        artifacts = [plan(ref) for ref in contents]
        batch = Batch(**{"run": run(), "artifacts": artifacts, **said})
        return await record_run(
            graph, store, request_id=request_id, batch=batch, contents=contents, actor=actor
        )

    return record


def plan(ref, **said):
    known = {"kind": Kind.TEXT, "media_type": "text/plain", "stage": "planning"}
    return ArtifactRecord(**{"ref": ref, "name": ref, **known, **said})


def stored(bucket, text):
    digest = sha256(text.encode()).hexdigest()
    return bucket.keys(f"blobs/{digest[:2]}/{digest}/")


async def test_uploads_and_texts_come_in_together(bring, uploaded, bucket, look):
    text = f"a fox {uuid4()}"
    contents = {"fox": text_content(text), "hen": await uploaded(b"a hen")}

    await bring(contents)

    keys = dict(look.rows("MATCH (a:Artifact)-[:STORED_AS]->(b:Blob) RETURN a.name, b.key"))
    assert bucket.get(keys["fox"]) == text.encode()
    assert bucket.get(keys["hen"]) == b"a hen"
    assert bucket.keys(f"uploads/{contents['hen'].upload_id}") == []
    assert look.rows("MATCH (u:Upload) RETURN u.used_at IS NOT NULL") == [[True]]


async def test_an_upload_comes_in_with_a_run_of_whoever_began_it(bring, begun, look):
    upload_id, send = await begun(actor="ada")
    await send(b"a hen")
    contents = {"hen": Content(upload_id=upload_id)}

    with pytest.raises(UploadExpired):
        await bring(contents, actor="bob")
    await bring(contents, actor="ada")

    assert look.rows("MATCH (e:Event) RETURN DISTINCT e.actor") == [["ada"]]


async def test_an_upload_is_used_in_one_run(bring, uploaded, bucket, look):
    content = await uploaded(b"a hen")
    await bring({"hen": content})
    before = look.everything()

    with pytest.raises(UploadExpired) as raised:
        await bring({"hen": content}, "other")

    assert raised.value.message.startswith("artifact hen: the upload is over, was used already")
    assert look.everything() == before
    assert len(bucket.keys(f"blobs/uploads/{content.upload_id}/")) == 1


async def test_an_upload_is_used_for_one_artifact_of_a_run(bring, uploaded, bucket, look):
    content = await uploaded(b"a hen")
    before = look.everything()

    with pytest.raises(BadInput):
        await bring({"hen": content, "cock": content})

    assert look.everything() == before
    assert bucket.keys(f"blobs/uploads/{content.upload_id}/") == []


async def test_a_retry_gets_its_answer_though_its_uploads_are_used(bring, uploaded, bucket, look):
    text = f"a fox {uuid4()}"
    content = await uploaded(b"a hen")
    contents = {"hen": content, "fox": text_content(text)}
    first = await bring(contents)
    before = look.rows("MATCH (n) RETURN count(n)")

    again = await bring(contents)

    assert (again.run_id, again.artifact_ids) == (first.run_id, first.artifact_ids)
    assert look.rows("MATCH (n) RETURN count(n)") == before
    assert len(bucket.keys(f"blobs/uploads/{content.upload_id}/")) == 1
    assert len(stored(bucket, text)) == 1


async def test_many_retries_at_once_get_the_same_answer(bring, uploaded, bucket, race):
    content = await uploaded(b"a hen")

    outcomes = await race(lambda _: bring({"hen": content}), range(6))

    assert {outcome.run_id for outcome in outcomes} == {outcomes[0].run_id}
    assert len(bucket.keys(f"blobs/uploads/{content.upload_id}/")) == 1


async def test_of_many_runs_that_use_an_upload_one_does(bring, uploaded, race):
    content = await uploaded(b"a hen")

    outcomes = await race(lambda name: bring({"hen": content}, name), "abcdef")

    assert outcomes.count(UploadExpired) == 5


async def test_another_upload_is_another_request(bring, uploaded):
    await bring({"hen": await uploaded(b"a hen")})

    with pytest.raises(IdempotencyMismatch):
        await bring({"hen": await uploaded(b"a hen")})


async def test_an_upload_that_nobody_sent_is_not_used(bring, begun, look):
    upload_id, send = await begun()
    before = look.everything()
    with pytest.raises(UploadExpired) as raised:
        await bring({"hen": Content(upload_id=upload_id)})
    assert raised.value.message == "artifact hen: nothing was uploaded"
    assert look.everything() == before

    await send(b"a hen")
    await bring({"hen": Content(upload_id=upload_id)})

    assert look.rows("MATCH (a:Artifact) RETURN a.name, a.size") == [["hen", 5]]


async def test_an_upload_brings_what_it_was_begun_for(bring, begun, bucket, look):
    upload_id, send = await begun()
    await send(b"a hen")
    before = look.everything()

    with pytest.raises(BadInput) as raised:
        await bring(
            {"hen": Content(upload_id=upload_id)},
            artifacts=[plan("hen", media_type="text/markdown")],
        )

    assert raised.value.message == "artifact hen: the upload was begun for TEXT of type text/plain"
    assert look.everything() == before
    assert bucket.keys(f"blobs/uploads/{upload_id}/") == []


@pytest.mark.parametrize(
    ("said", "error"),
    [
        pytest.param({"links": [cover("fox")]}, BadInput, id="links without a story"),
        pytest.param({"artifacts": [plan("fox"), plan("fox")]}, BadInput, id="a ref twice"),
        pytest.param({"run": run(story_id=NOBODY)}, NotFound, id="a story that is not there"),
    ],
)
async def test_the_text_of_a_refused_run_goes_away(bring, bucket, look, said, error):
    text = f"a fox {uuid4()}"
    before = look.everything()

    with pytest.raises(error):
        await bring({"fox": text_content(text)}, **said)

    assert look.everything() == before
    assert stored(bucket, text) == []


async def test_when_one_content_is_refused_no_other_stays(bring, begun, bucket, look):
    text = f"a fox {uuid4()}"
    upload_id, _ = await begun(size=3)
    bucket.put(f"uploads/{upload_id}", b"a hen")
    before = look.everything()

    with pytest.raises(SizeMismatch):
        await bring({"fox": text_content(text), "hen": Content(upload_id=upload_id)})

    assert look.everything() == before
    assert stored(bucket, text) == []
    assert bucket.keys(f"blobs/uploads/{upload_id}/") == []


@pytest.fixture
def held_puts(store, monkeypatch):
    """Puts wait until they are let go: how many wait now, and how many ever did at once."""
    puts, let_go, put_object = SimpleNamespace(now=0, most=0), threading.Event(), None
    lock = threading.Lock()

    def held(*args, **kwargs):
        with lock:
            puts.now += 1
            puts.most = max(puts.most, puts.now)
        let_go.wait(HANG)
        try:
            return put_object(*args, **kwargs)
        finally:
            with lock:
                puts.now -= 1

    put_object = store._quick.put_object
    monkeypatch.setattr(store._quick, "put_object", held)
    puts.let_go = let_go.set
    yield puts
    let_go.set()


async def test_a_large_run_leaves_room_in_the_store_for_others(
    bring, bucket, store, held_puts, look
):
    texts = {f"text {n}": text_content(f"{uuid4()}") for n in range(60)}

    async with anyio.create_task_group() as tasks:
        for n in range(4):
            tasks.start_soon(bring, dict(list(texts.items())[n * 15 :][:15]), f"in {n}")
        await until(lambda: held_puts.now == PUTS_AT_ONCE)
        await store.require_bucket()
        held_puts.let_go()

    assert held_puts.most == PUTS_AT_ONCE
    assert look.rows("MATCH (:Artifact)-[:STORED_AS]->(b:Blob) RETURN count(DISTINCT b)") == [[60]]


async def test_a_run_puts_a_few_contents_at_once(bring, held_puts):
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(bring, {f"text {n}": text_content(f"{uuid4()}") for n in range(20)})
        await until(lambda: held_puts.now == AT_ONCE)
        held_puts.let_go()

    assert held_puts.most == AT_ONCE


async def test_what_was_put_for_a_client_that_goes_away_is_deleted(bring, bucket, store):
    texts = [f"a fox {uuid4()}" for _ in range(3)]
    put, kept = store.put, list[str]()

    async def waiting_at_the_last(data, **facts):
        if len(kept) == 2:
            await anyio.sleep_forever()
        kept.append(data)
        return await put(data, **facts)

    store.put = waiting_at_the_last
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(bring, {text: text_content(text) for text in texts})
            await until(lambda: sum(len(stored(bucket, text)) for text in texts) == 2)
            tasks.cancel_scope.cancel()
    finally:
        del store.put

    await until(lambda: [stored(bucket, text) for text in texts] == [[], [], []])
