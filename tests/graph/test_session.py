"""A graph that is away, or hangs, is said to be, soon; and it is used again when it is back."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import anyio
import neo4j
import pytest
from neo4j import exceptions
from neo4j._async_compat.shims import wait_for

from app.errors import DeadlineExceeded, TooComplex, Unavailable
from app.graph import connection as connection_module
from app.graph import deadline as deadline_module
from app.graph.bookmarks import Bookmarks
from app.graph.connection import connected
from app.graph.deadline import deadline, paused, seconds_left
from app.graph.faults import WrongCredentials
from app.graph.gate import GateFacts
from app.graph.session import Graph
from app.graph.statements import Statement
from app.graph.transaction import Transaction
from conftest import Servers
from tests.proxy import Mode, Proxy, proxied
from tests.waiting import HANG, until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

ONE = Statement(name="one", text="RETURN 1 AS n", parameters=frozenset(), returns=("n",))
DIVISION = Statement(name="no", text="RETURN 1 / 0 AS n", parameters=frozenset(), returns=("n",))
LOCK = Statement(
    name="lock",
    text="MERGE (lock:Lock {name: 'held'}) SET lock.n = 1 RETURN 1 AS n",
    parameters=frozenset(),
    returns=("n",),
)
LONG = "UNWIND range(1, 20000) AS a UNWIND range(1, 20000) AS b RETURN sum(a * b % 7) AS n"


async def write(graph: Graph, statement: Statement = ONE) -> Any:
    async def work(transaction: Transaction) -> Any:
        return await transaction.one(statement)

    return await graph.write(work)


@asynccontextmanager
async def behind_a_proxy(
    servers: Servers, *, timeout: float = HANG
) -> AsyncGenerator[tuple[Graph, Proxy]]:
    user, password = servers.neo4j_user, servers.neo4j_password
    async with (
        proxied(servers.neo4j_uri) as proxy,
        connected(proxy.url, user, password, timeout=timeout) as graph,
    ):
        yield graph, proxy


async def unavailable(graph: Graph, *, reads: int, writes: int, code: str = "UNAVAILABLE") -> None:
    """Reads and writes at once, each of which must be told: the driver waits for two minutes."""

    async def told(call: Any, *arguments: Any) -> None:
        with pytest.raises(Unavailable) as away:
            await call(*arguments)
        assert away.value.code == code

    with anyio.fail_after(HANG):
        async with anyio.create_task_group() as tasks:
            for _ in range(reads):
                tasks.start_soon(told, graph.read, ONE.text, {})
            for _ in range(writes):
                tasks.start_soon(told, write, graph)


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.CUT])
async def test_a_graph_that_goes_away_is_unavailable_until_it_is_back(
    servers: Servers, mode: Mode
) -> None:
    """However many wait for it, and whether they have a connection or want one."""
    async with behind_a_proxy(servers) as (graph, proxy):
        assert await graph.read(ONE.text, {}) == [[1]]
        assert await write(graph) == {"n": 1}

        await proxy.turn(mode)
        await unavailable(graph, reads=60, writes=20)
        await proxy.turn(Mode.PASS)

        assert await graph.read(ONE.text, {}) == [[1]]
        assert await write(graph) == {"n": 1}


async def refused_as_it_is_given_up() -> None:
    with closing(socket.socket()) as refusing, closing(socket.socket()) as mine:
        refusing.bind(("127.0.0.1", 0))
        mine.setblocking(False)
        loop = asyncio.get_running_loop()
        connecting = loop.create_task(loop.sock_connect(mine, refusing.getsockname()))
        waiting = loop.create_task(wait_for(connecting, HANG))
        connecting.add_done_callback(lambda _: waiting.cancel())
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_what_the_driver_leaves_behind_of_a_connection_fails_no_test() -> None:
    await refused_as_it_is_given_up()
    gc.collect()


async def test_a_graph_that_is_busy_is_probed_and_waited_for(
    servers: Servers, graph: Graph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed: list[bool] = []

    def counted(prober: neo4j.Driver) -> bool:
        probed.append(answers(prober))
        return probed[-1]

    answers = connection_module._answers
    monkeypatch.setattr(connection_module, "_answers", counted)
    user, password = servers.neo4j_user, servers.neo4j_password
    async with connected(servers.neo4j_uri, user, password, timeout=HANG, patience=0.1) as patient:
        with driver.session() as session, session.begin_transaction() as holding:
            holding.run("MERGE (lock:Lock {name: 'held'}) SET lock.n = 0").consume()

            async def let_go() -> None:
                await until(lambda: probed.count(True) > 1)
                await anyio.to_thread.run_sync(holding.commit)

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(let_go)
                row = await write(patient, LOCK)

    assert row == {"n": 1}


async def test_who_waits_too_long_for_a_turn_is_told_and_nobody_waits_beyond_the_line(
    servers: Servers,
) -> None:
    user, password = servers.neo4j_user, servers.neo4j_password
    async with connected(
        servers.neo4j_uri, user, password, timeout=HANG, connections=1, line=4, line_seconds=0.2
    ) as graph:

        async def holding(transaction: Transaction) -> None:
            await transaction.one(ONE)
            await unavailable(asked, reads=4, writes=3, code="OVERLOADED")
            assert await graph.read(ONE.text, {}) == [[1]]

        asked = graph.after(Bookmarks())
        await graph.after(Bookmarks()).write(holding)

        assert await asked.read(ONE.text, {}) == [[1]]
        assert graph.gate.facts() == GateFacts(busy=0, waiting=0, most=1, refused=7)


async def test_what_has_written_is_not_told_that_nothing_was_done(servers: Servers) -> None:
    user, password = servers.neo4j_user, servers.neo4j_password
    async with connected(
        servers.neo4j_uri, user, password, timeout=HANG, connections=1, line=4, line_seconds=0.2
    ) as graph:
        writer = graph.after(Bookmarks())
        await write(writer)

        async def holding(transaction: Transaction) -> None:
            await transaction.one(ONE)
            with pytest.raises(Unavailable, match="the change was made") as busy:
                await writer.read(ONE.text, {})
            assert busy.value.code == "UNAVAILABLE"

        await graph.after(Bookmarks()).write(holding)


async def test_what_has_written_waits_beyond_the_line(servers: Servers) -> None:
    user, password = servers.neo4j_user, servers.neo4j_password
    async with connected(
        servers.neo4j_uri, user, password, timeout=HANG, connections=1, line=0
    ) as graph:
        writer = graph.after(Bookmarks())
        await write(writer)
        rows = list[Any]()

        async def holding(transaction: Transaction) -> None:
            tasks.start_soon(read)
            while not graph.gate.facts().waiting:
                await transaction.one(ONE)

        async def read() -> None:
            rows.extend(await writer.read(ONE.text, {}))

        async with anyio.create_task_group() as tasks:
            await graph.after(Bookmarks()).write(holding)

        assert rows == [[1]]
        assert graph.gate.facts() == GateFacts(busy=0, waiting=0, most=1, refused=0)


async def test_a_commit_whose_answer_is_lost_is_unavailable(servers: Servers) -> None:
    async with behind_a_proxy(servers) as (graph, proxy):

        async def lost(transaction: Transaction) -> None:
            await transaction.one(ONE)
            await proxy.turn(Mode.CUT)

        with anyio.fail_after(HANG), pytest.raises(Unavailable):
            await graph.write(lost)


async def test_a_misuse_of_the_driver_is_not_taken_for_a_graph_that_is_away(graph: Graph) -> None:
    async def going_on(transaction: Transaction) -> None:
        with suppress(exceptions.ClientError):
            await transaction.one(DIVISION)
        await transaction.one(ONE)

    with pytest.raises(exceptions.TransactionError):
        await graph.write(going_on)


async def test_what_needs_too_much_memory_is_too_complex_and_is_not_tried_again(
    graph: Graph,
) -> None:
    collects = "UNWIND range(1, 100_000_000) AS n RETURN size(collect(n)) AS n"
    before = graph.statements

    with pytest.raises(TooComplex):
        await graph.read(collects, {})
    with pytest.raises(TooComplex):
        await write(graph, replace(ONE, text=collects))

    assert graph.statements == before + 1


async def test_what_is_too_slow_is_ended_and_says_so(servers: Servers) -> None:
    async with behind_a_proxy(servers, timeout=0.2) as (graph, _):
        with pytest.raises(DeadlineExceeded) as slow:
            await graph.read(LONG, {})

    assert slow.value.code == "DEADLINE_EXCEEDED"


async def test_what_one_operation_asks_for_has_one_timeout_together(servers: Servers) -> None:
    async with behind_a_proxy(servers, timeout=0.2) as (graph, _):
        with deadline(graph.timeout):
            for text in (LONG, ONE.text):
                with pytest.raises(DeadlineExceeded):
                    await graph.read(text, {})
            with pytest.raises(DeadlineExceeded, match="nothing was changed"):
                await write(graph)


async def test_what_is_done_outside_the_graph_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(deadline_module, "anyio", SimpleNamespace(current_time=lambda: clock.now))

    with deadline(15):
        clock.now += 4
        with paused():
            clock.now += 600
        clock.now += 1
        left = seconds_left()

    assert left == 10


async def test_a_write_that_is_too_slow_is_undone(graph: Graph, servers: Servers) -> None:
    locked = list[bool]()

    async def endless(transaction: Transaction) -> None:
        await transaction.one(LOCK)
        locked.append(True)
        await anyio.sleep_forever()

    async with behind_a_proxy(servers, timeout=0.5) as (hasty, _):
        with anyio.fail_after(HANG):
            while not locked:  # On a slow machine the time may be over before.
                with pytest.raises(DeadlineExceeded, match="nothing was changed"):
                    await hasty.write(endless)

    assert await graph.read("MATCH (lock:Lock) RETURN lock.n", {}) == []


async def test_a_wrong_password_is_told_from_a_server_that_is_away_however_often_it_is_tried(
    servers: Servers, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE USER tried SET PASSWORD 'the password'", database_="system")
    try:
        async with connected(servers.neo4j_uri, "tried", "another", timeout=HANG) as graph:
            for _ in range(6):
                with pytest.raises(WrongCredentials, match="NEO4J_PASSWORD"):
                    await graph.read("RETURN 1", {})
    finally:
        driver.execute_query("DROP USER tried", database_="system")
