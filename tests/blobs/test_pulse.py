"""What is uploaded is copied and read for as long as that takes, and no longer than it can."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator
from uuid import uuid4

import anyio
import pytest

from app.blobs.calls import CHUNK
from app.blobs.clients import client, probing
from app.blobs.sniff import Inspection
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.errors import Unavailable
from app.settings import Settings
from tests.bucket import Bucket
from tests.proxy import Mode, Proxy, proxied
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio

DATA = b"x" * 64 * CHUNK
"""More than the sockets on its way can hold, so that it stops coming when the store hangs."""
COPY = b"x-amz-copy-source:"
"""What is in the request for a copy alone."""
PART = DATA[:1000]
"""What is in the answer to a read alone."""


@pytest.fixture
async def proxy(settings: Settings) -> AsyncGenerator[Proxy]:
    async with proxied(settings.s3_endpoint or "") as made:
        yield made


@pytest.fixture
def behind(settings: Settings, proxy: Proxy) -> Store:
    """A store that can be made to hang."""
    return Store(settings.model_copy(update={"s3_endpoint": proxy.url}), patience=0.1)


@pytest.fixture
def upload_id(bucket: Bucket) -> str:
    made = str(uuid4())
    bucket.put(f"uploads/{made}", DATA)
    return made


async def receive(store: Store, upload_id: str) -> StoredBlob:
    return await store.receive(
        upload_id, kind=Kind.TEXT, media_type="text/plain", size=None, sha256=None
    )


@pytest.mark.parametrize("words", [COPY, PART], ids=["copy", "read"])
async def test_a_store_that_falls_silent_over_an_upload_is_unavailable(
    behind: Store, proxy: Proxy, upload_id: str, words: bytes
) -> None:
    """The client of the store alone waits for a minute, and for any number of bytes."""
    proxy.turn_at(words, Mode.HANG)

    with anyio.fail_after(HANG / 2), pytest.raises(Unavailable):
        await receive(behind, upload_id)
    await proxy.turn(Mode.PASS)


async def test_those_who_wait_for_a_copy_of_others_are_told_too(
    behind: Store, proxy: Proxy, upload_id: str
) -> None:
    proxy.turn_at(COPY, Mode.HANG)
    told: list[str] = []

    async def one() -> None:
        with pytest.raises(Unavailable) as away:
            await receive(behind, upload_id)
        told.append(away.value.code)

    with anyio.fail_after(HANG / 2):
        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(one)
    await proxy.turn(Mode.PASS)

    assert told == ["UNAVAILABLE"] * 20


async def test_a_copy_that_takes_long_is_waited_for_while_the_store_answers_probes(
    behind: Store, proxy: Proxy, upload_id: str
) -> None:
    copying = proxy.hold(COPY)
    received: list[StoredBlob] = []

    async def one() -> None:
        received.append(await receive(behind, upload_id))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one)
        await copying.held.wait()
        probes = proxy.requests
        await until(lambda: proxy.requests >= probes + 3)
        assert received == []
        copying.release.set()

    assert [blob.size for blob in received] == [len(DATA)]


def test_a_store_that_refuses_a_probe_answers_it(settings: Settings) -> None:
    refusing = client(settings, settings.s3_endpoint or "", seconds=HANG)

    assert probing(lambda: next(refusing.list_objects("artifact-graph-refused")))()


async def test_an_upload_is_read_no_further_when_nobody_waits_for_it(
    behind: Store, proxy: Proxy, upload_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks, nobody_waits = list[int](), threading.Event()

    class Held(Inspection):
        def feed(self, data: bytes) -> None:
            chunks.append(len(data))
            nobody_waits.wait(HANG)
            super().feed(data)

    monkeypatch.setattr("app.blobs.store.Inspection", Held)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(receive, behind, upload_id)
        await until(lambda: chunks)
        reading = proxy.connections
        tasks.cancel_scope.cancel()
    nobody_waits.set()
    await until(lambda: proxy.connections < reading)

    assert len(chunks) == 1
