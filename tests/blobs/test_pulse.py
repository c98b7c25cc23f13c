"""What is uploaded is copied and read for as long as that takes, and no longer than it can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from time import sleep
from typing import Any
from uuid import uuid4

import anyio
import pytest

from app.blobs.clients import beating
from app.blobs.sniff import Inspection
from app.blobs.store import CHUNK, Store
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.errors import Unavailable
from app.pulse import Pulse
from app.settings import Settings
from tests.bucket import Bucket
from tests.proxy import Mode, Proxy, proxied, within

pytestmark = pytest.mark.anyio

DATA = b"x" * 64 * CHUNK
"""More than the sockets on its way can hold, so that it stops coming when the store hangs."""


@pytest.fixture
async def proxy(settings: Settings) -> AsyncGenerator[Proxy]:
    async with proxied(settings.s3_endpoint or "") as made:
        yield made


@pytest.fixture
def behind(settings: Settings, proxy: Proxy) -> Store:
    """A store that can be made to hang."""
    return Store(settings.model_copy(update={"s3_endpoint": proxy.url}))


@pytest.fixture
def upload_id(bucket: Bucket) -> str:
    made = str(uuid4())
    bucket.put(f"uploads/{made}", DATA)
    return made


async def receive(store: Store, upload_id: str) -> StoredBlob:
    return await store.receive(
        upload_id, kind=Kind.TEXT, media_type="text/plain", size=None, sha256=None
    )


def before_copies(store: Store, first: Callable[[], object]) -> None:
    """Does something first, in its thread, whenever the store is told to copy."""
    copy: Callable[..., Any] = store._slow.copy_object

    def later(*args: Any) -> Any:
        first()
        return copy(*args)

    store._slow.copy_object = later  # type: ignore[method-assign]


class Fed:
    """Counts the chunks that are inspected, and does something with each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
        self.chunks = 0
        counts = self

        class Counted(Inspection):
            def feed(self, data: bytes) -> None:
                counts.chunks += 1
                act()
                super().feed(data)

        monkeypatch.setattr("app.blobs.store.Inspection", Counted)


@pytest.mark.parametrize("where", ["copy", "read"])
async def test_a_store_that_falls_silent_over_an_upload_is_unavailable_within_five_seconds(
    behind: Store, proxy: Proxy, upload_id: str, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    loop = asyncio.get_running_loop()

    def hang() -> None:
        asyncio.run_coroutine_threadsafe(proxy.turn(Mode.HANG), loop).result()

    if where == "copy":
        before_copies(behind, hang)
    else:
        Fed(monkeypatch, hang)

    with within(5), pytest.raises(Unavailable):
        await receive(behind, upload_id)
    await proxy.turn(Mode.PASS)


async def test_those_who_wait_for_a_copy_of_others_wait_no_longer(
    behind: Store, proxy: Proxy, upload_id: str
) -> None:
    loop = asyncio.get_running_loop()
    before_copies(
        behind, lambda: asyncio.run_coroutine_threadsafe(proxy.turn(Mode.HANG), loop).result()
    )
    told: list[str] = []

    async def one() -> None:
        with pytest.raises(Unavailable) as away:
            await receive(behind, upload_id)
        told.append(away.value.code)

    with within(5):
        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(one)
    await proxy.turn(Mode.PASS)

    assert told == ["UNAVAILABLE"] * 20


@pytest.mark.parametrize("bucket_name", ["artifact-graph-tests", "artifact-graph-refused"])
async def test_a_copy_that_takes_long_is_waited_for_while_the_store_is_there(
    settings: Settings, upload_id: str, monkeypatch: pytest.MonkeyPatch, bucket_name: str
) -> None:
    """Also while the store refuses to say more than that it is there."""
    monkeypatch.setattr("app.pulse.PATIENCE", 0.05)
    store = Store(settings)
    store._pulse = Pulse("store", beating(lambda: next(store._quick.list_objects(bucket_name))))
    before_copies(store, lambda: sleep(0.5))

    assert (await receive(store, upload_id)).size == len(DATA)


async def test_an_upload_is_read_no_further_when_nobody_waits_for_it(
    store: Store, upload_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = anyio.Event()
    loop = asyncio.get_running_loop()

    def act() -> None:
        loop.call_soon_threadsafe(begun.set)
        sleep(0.02)

    fed = Fed(monkeypatch, act)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(receive, store, upload_id)
        await begun.wait()
        tasks.cancel_scope.cancel()
    await anyio.sleep(0.5)

    assert fed.chunks < 4
