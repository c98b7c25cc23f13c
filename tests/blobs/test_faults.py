"""A store that is away, or hangs, is said to be, soon; and it is used again when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import uuid4

import anyio
import pytest
from pydantic import SecretStr

from app.blobs.calls import CHUNK
from app.blobs.faults import StoreRefuses
from app.blobs.keys import new_key, upload_key
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.errors import Unavailable
from app.settings import Settings
from tests.bucket import Bucket
from tests.proxy import Mode, Proxy, proxied
from tests.waiting import HANG, until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

KEY = "blobs/faults/moon"


async def read(store: Store) -> bytes:
    return b"".join([chunk async for chunk in store.open(KEY)])


async def receive(store: Store, upload_id: str | None = None) -> Any:
    return await store.receive(
        upload_id or str(uuid4()), kind=Kind.TEXT, media_type="text/plain", size=None, sha256=None
    )


async def put(store: Store, data: bytes = b"x") -> Any:
    return await store.put(data, kind=Kind.TEXT, media_type="text/plain")


CALLS: dict[str, Callable[[Store], Awaitable[Any]]] = {
    "put": put,
    "put much": lambda store: put(store, b"x" * 1024**2),
    "read": read,
    "size": lambda store: store.size(KEY),
    "delete": lambda store: store.delete("blobs/faults/none"),
    "receive": receive,
    "ensure bucket": lambda store: store.ensure_bucket(),
}


@asynccontextmanager
async def behind_a_proxy(settings: Settings) -> AsyncGenerator[tuple[Store, Proxy]]:
    async with proxied(settings.s3_endpoint or "") as proxy:
        yield Store(settings.model_copy(update={"s3_endpoint": proxy.url})), proxy


async def codes(store: Store, calls: list[Callable[[Store], Awaitable[Any]]]) -> list[str]:
    """The error code of each call, when all are made at once."""
    found: list[str] = []

    async def one(call: Callable[[Store], Awaitable[Any]]) -> None:
        with pytest.raises(Unavailable) as away:
            await call(store)
        found.append(away.value.code)

    with anyio.fail_after(HANG):
        async with anyio.create_task_group() as tasks:
            for call in calls:
                tasks.start_soon(one, call)
    return found


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.CUT])
async def test_a_store_that_goes_away_is_unavailable_until_it_is_back(
    settings: Settings, bucket: Bucket, mode: Mode
) -> None:
    """However many wait for it: those who find no free thread wait no longer than the others."""
    bucket.put(KEY, b"a moon")
    async with behind_a_proxy(settings) as (store, proxy):
        assert await read(store) == b"a moon"

        await proxy.turn(mode)
        told = await codes(store, [*CALLS.values(), *[read] * 100])
        await proxy.turn(Mode.PASS)

        assert told == ["UNAVAILABLE"] * (len(CALLS) + 100)
        assert await read(store) == b"a moon"


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.CUT])
async def test_bytes_that_stop_coming_are_unavailable(
    settings: Settings, bucket: Bucket, mode: Mode
) -> None:
    bucket.put(KEY, b"x" * 64 * CHUNK)
    async with behind_a_proxy(settings) as (store, proxy):
        chunks = store.open(KEY)
        assert len(await anext(chunks)) == CHUNK

        await proxy.turn(mode)
        with anyio.fail_after(HANG), pytest.raises(Unavailable):
            async for _ in chunks:
                pass


@pytest.mark.parametrize("message", [b"PUT /", b"ETag"], ids=["the request", "the answer"])
@pytest.mark.parametrize("native", [False, True], ids=["by its scope", "by its task"])
async def test_what_is_put_for_a_caller_that_waits_no_more_is_deleted(
    settings: Settings, bucket: Bucket, message: bytes, native: bool
) -> None:
    """Also when the store is asked to delete it before it has it."""
    data = f"a moon {uuid4()}".encode()
    key = new_key(sha256(data).hexdigest()).rpartition("/")[0]
    async with behind_a_proxy(settings) as (store, proxy):
        await given_up(lambda: put(store, data), proxy, message, native=native)
        await until(lambda: bucket.keys(key) == [])


async def test_an_upload_that_is_copied_for_a_caller_that_waits_no_more_is_not_kept(
    settings: Settings, bucket: Bucket
) -> None:
    upload_id = str(uuid4())
    bucket.put(upload_key(upload_id), b"a moon")
    async with behind_a_proxy(settings) as (store, proxy):
        await given_up(lambda: receive(store, upload_id), proxy, b"PUT /", native=False)
        await until(lambda: bucket.keys(f"blobs/uploads/{upload_id}") == [])


async def given_up(
    write: Callable[[], Awaitable[Any]], proxy: Proxy, message: bytes, *, native: bool
) -> None:
    """Begins the write, and cancels it while that message is on its way; the store is asked to
    delete the object then, and again when the write has ended without its caller."""
    held = proxy.hold(message)
    with anyio.fail_after(HANG):
        if native:
            task = asyncio.ensure_future(write())
            await held.held.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                await held.held.wait()
                tasks.cancel_scope.cancel()
        late = proxy.hold(b"DELETE /")
        held.release.set()
        await late.held.wait()
        late.release.set()


async def test_keys_that_the_store_does_not_accept_are_no_fault_of_the_client(
    settings: Settings, bucket: Bucket
) -> None:
    wrong = settings.model_copy(update={"s3_secret_key": SecretStr("planted-secret")})

    with pytest.raises(StoreRefuses) as refused:
        await put(Store(wrong))

    assert "S3_SECRET_KEY" in str(refused.value)
    assert "planted-secret" not in str(refused.value)
