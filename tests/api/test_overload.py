"""A service that has enough to do says so, and does nothing for those who have gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import anyio
import httpx
import neo4j
import pytest

from app.graph.connection import connected
from app.graph.deadline import seconds_left
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.builders import diamond
from tests.client import Api, code, doing, served
from tests.recording import request_id
from tests.sockets import watching
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio

COUNTS = " ".join(f"a{n}: ancestors {{ totalCount }}" for n in range(37))
NEWEST = f"nodes {{ ancestors(first: 90) {{ nodes {{ {COUNTS} }} }} }}"
SLOW = {"query": f"{{ artifacts(first: 100) {{ {NEWEST} }} }}"}
"""Where there is a `diamond` it counts 333,000 lineages, of some thousand relations each, which
takes longer than HANG."""
QUICK = {"query": "{ a: stories { totalCount } b: stories { totalCount } }"}
ASKED = {"a": {"totalCount": 0}, "b": {"totalCount": 0}}


@pytest.fixture
def line_seconds() -> float:
    """How long a statement may wait in the line."""
    return HANG


@pytest.fixture
async def narrow(
    settings: Settings, graph: Graph, monkeypatch: pytest.MonkeyPatch, line_seconds: float
) -> AsyncGenerator[Api]:
    """A service with two places for statements, and one in the line before them."""
    monkeypatch.setattr("app.servers.connected", partial(connected, line_seconds=line_seconds))
    async with service(settings, connections=2, max_waiting=1, request_timeout=300) as api:
        yield api


@asynccontextmanager
async def service(settings: Settings, **other: Any) -> AsyncGenerator[Api]:
    async with (
        served(create_app(settings.model_copy(update=other))) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        yield Api(client)


@contextmanager
def held(driver: neo4j.Driver, key: str) -> Iterator[None]:
    """Locks the claim of a request while the block lasts, so that who sends it waits."""
    with driver.session() as session, session.begin_transaction() as holding:
        holding.run("CREATE (:Request {key: $key})", key=key).consume()
        yield
        holding.rollback()


async def at_work(driver: neo4j.Driver, words: str, number: int) -> None:
    """Returns when so many transactions of the graph run a statement with those words."""
    text = (
        "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS $words"
        " AND NOT currentQuery STARTS WITH 'SHOW' RETURN 1"
    )
    await until(lambda: len(driver.execute_query(text, words=words).records) == number)


async def is_full(api: Api) -> bool:
    """Whether the line before the graph is full."""
    return 'artifact_graph_statements{state="waiting"} 1.0' in (await api.http.get("/metrics")).text


def post(api: Api, body: Any) -> asyncio.Task[httpx.Response]:
    return asyncio.create_task(api.http.post("/graphql", json=body))


def creating(key: str) -> dict[str, Any]:
    facts = {"requestId": key, "title": "The fox"}
    return {"query": doing("createStory"), "variables": {"input": facts}}


@pytest.mark.parametrize("line_seconds", [0.1])
async def test_a_request_beyond_the_line_is_refused_and_works_again_when_clients_have_gone(
    narrow: Api, driver: neo4j.Driver
) -> None:
    diamond(driver)
    slow = [post(narrow, SLOW) for _ in range(2)]
    await at_work(driver, "DERIVED_FROM", 2)

    refused = await narrow.http.post(
        "/graphql", json=QUICK, headers={"Accept": "application/graphql-response+json"}
    )
    for one in slow:
        one.cancel()
    await at_work(driver, "DERIVED_FROM", 0)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.headers["content-type"] == "application/graphql-response+json"
    assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["OVERLOADED"]
    assert "data" not in refused.json()
    assert (await post(narrow, QUICK)).json()["data"] == ASKED


async def test_a_mutation_that_is_refused_wrote_nothing_and_one_in_the_line_is_done(
    narrow: Api, driver: neo4j.Driver
) -> None:
    key = request_id()
    with held(driver, key):
        waiting = [post(narrow, creating(key)) for _ in range(2)]
        await at_work(driver, "Request {key:", 2)

        others = [post(narrow, creating(request_id())) for _ in range(2)]
        [refused], [inside] = await asyncio.wait(others, return_when="FIRST_COMPLETED")

        assert code(refused.result()) == (503, "OVERLOADED")
        assert not inside.done()

    told = [(await one).json()["data"]["createStory"]["__typename"] for one in (*waiting, inside)]
    assert told == ["StoryPayload"] * 3
    assert await narrow("{ stories { totalCount } }") == {"stories": {"totalCount": 2}}


async def test_a_write_comes_to_its_end_though_its_client_has_gone(
    narrow: Api, driver: neo4j.Driver
) -> None:
    key = request_id()
    with held(driver, key):
        gone = post(narrow, creating(key))
        await at_work(driver, "Request {key:", 1)
        gone.cancel()
        await anyio.sleep(0.2)  # As long as the service takes to see that nobody is there.

    await at_work(driver, "Request {key:", 0)
    assert await narrow("{ stories { totalCount } }") == {"stories": {"totalCount": 1}}


async def test_over_a_socket_who_is_beyond_the_line_is_told_the_code(
    narrow: Api, driver: neo4j.Driver
) -> None:
    key = request_id()
    with held(driver, key):
        waiting = [post(narrow, creating(key)) for _ in range(2)]
        await at_work(driver, "Request {key:", 2)
        line = post(narrow, creating(request_id()))
        await until(lambda: is_full(narrow))
        async with watching(narrow.http, QUICK["query"]) as watcher:
            assert await watcher.code() == "OVERLOADED"
    await asyncio.gather(*waiting, line)


async def test_all_reads_of_a_request_have_one_deadline(
    narrow: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, left = Graph.read, list[float]()

    async def looked(graph: Graph, text: str, parameters: Any) -> list[list[Any]]:
        left.append(seconds_left())
        return await read(graph, text, parameters)

    monkeypatch.setattr(Graph, "read", looked)
    await narrow(QUICK["query"])

    assert len([one for one in left if 0 < one <= 300]) == 2


async def test_a_read_that_takes_too_long_is_ended_at_the_server_too(
    settings: Settings, graph: Graph, driver: neo4j.Driver
) -> None:
    diamond(driver)
    async with service(settings, request_timeout=1) as api:
        assert code(await post(api, SLOW)) == (200, "DEADLINE_EXCEEDED")
        await at_work(driver, "DERIVED_FROM", 0)
