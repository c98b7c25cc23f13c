"""Content is never wrong in silence: an answer ends well only with all of the right bytes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any

import httpx
import pytest

from app.blobs.calls import CHUNK
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.bucket import Bucket
from tests.client import served
from tests.contents import Seed, key_of, refusal
from tests.proxy import Mode, proxied
from tests.waiting import HANG

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

DIGITS = b"0123456789"
LONG = bytes(range(256)) * (3 * CHUNK // 256) + b"the end"


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("data", [DIGITS, LONG])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-"}])
@pytest.mark.parametrize(
    "damage", [_flipped, lambda data: data[:-1], lambda data: data + b"1", lambda _: b""]
)
async def test_content_with_a_bit_flipped_or_another_length_never_ends_well(
    http: httpx.AsyncClient,
    seed: Seed,
    bucket: Bucket,
    data: bytes,
    headers: dict[str, str],
    damage: Callable[[bytes], bytes],
) -> None:
    path = seed(data)
    bucket.put(key_of(path), damage(data))

    with pytest.raises(httpx.RemoteProtocolError):
        await http.get(path, headers=headers)
    bucket.put(key_of(path), data)
    assert (await http.get(path)).content == data


async def test_a_range_of_an_object_that_was_cut_never_ends_well(
    http: httpx.AsyncClient, seed: Seed, bucket: Bucket
) -> None:
    path = seed(DIGITS)
    bucket.put(key_of(path), DIGITS[:5])

    with pytest.raises(httpx.RemoteProtocolError):
        await http.get(path, headers={"Range": "bytes=2-7"})
    beyond = await http.get(path, headers={"Range": "bytes=7-8"})
    assert refusal(beyond) == (503, "UNAVAILABLE")


@pytest.mark.parametrize("there", [DIGITS[:5], DIGITS + b"1", b""])
async def test_an_object_of_another_length_has_no_head(
    http: httpx.AsyncClient, seed: Seed, bucket: Bucket, there: bytes
) -> None:
    path = seed(DIGITS)
    bucket.put(key_of(path), there)

    head = await http.head(path)

    assert (head.status_code, head.headers["cache-control"]) == (503, "no-store")
    assert int(head.headers["retry-after"]) > 0


async def test_content_that_the_store_lost_is_missing(
    http: httpx.AsyncClient, seed: Seed, bucket: Bucket
) -> None:
    path = seed(DIGITS)
    bucket.delete(key_of(path))

    answer, head = await http.get(path), await http.head(path)
    part = await http.get(path, headers={"Range": "bytes=0-1"})

    assert refusal(answer) == refusal(part) == (503, "BLOB_MISSING")
    assert head.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


@pytest.fixture(scope="module")
async def cut_off(settings: Settings, open_graph: Graph) -> AsyncGenerator[Any]:
    """A service behind which both servers can be turned off: its client, and the two proxies."""
    async with (
        proxied(settings.neo4j_uri or "") as graph,
        proxied(settings.s3_endpoint or "") as store,
    ):
        turned = {"neo4j_uri": graph.url, "s3_endpoint": store.url}
        async with (
            served(create_app(settings.model_copy(update=turned))) as address,
            httpx.AsyncClient(base_url=address, timeout=HANG) as client,
        ):
            yield client, graph, store


@pytest.mark.parametrize("server", [1, 2], ids=["graph", "store"])
async def test_a_server_that_is_away_is_unavailable_until_it_is_back(
    cut_off: Any, seed: Seed, server: int
) -> None:
    client, proxy = cut_off[0], cut_off[server]
    path = seed(DIGITS)
    assert (await client.get(path)).content == DIGITS

    await proxy.turn(Mode.REFUSE)
    answer = await client.get(path)
    await proxy.turn(Mode.PASS)

    assert refusal(answer) == (503, "UNAVAILABLE")
    assert int(answer.headers["retry-after"]) > 0
    assert (await client.get(path)).content == DIGITS


async def test_content_that_stops_coming_ends_the_answer(cut_off: Any, seed: Seed) -> None:
    client, _, store = cut_off
    path = seed(b"x" * 16 * 1024**2)

    async def interrupted() -> None:
        async with client.stream("GET", path) as answer:
            async for _ in answer.aiter_raw():
                await store.turn(Mode.REFUSE)

    with pytest.raises(httpx.RemoteProtocolError):
        await interrupted()
    await store.turn(Mode.PASS)

    assert len((await client.get(path)).content) == 16 * 1024**2
