"""Clients that ask the next question when the last one is answered, and nothing else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
import neo4j
import orjson
from anyio.from_thread import BlockingPortal

Ask = Callable[[], bytes]
Client = Callable[[], "Asking"]
Variables = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""What is asked with: the same each time, or made anew."""


class Asking:
    """One connection, which asks one question; `ask` gives the bytes of the answer."""

    def __init__(self, ask: Ask, close: Callable[[], None]) -> None:
        self.ask = ask
        self.close = close


class InLoop:
    """A client that asks in an event loop, which runs in a thread of its own.

    A closed loop runs whole in there: no time goes by between two threads.
    """

    def __init__(
        self, portal: BlockingPortal, ask: Callable[[], Coroutine[Any, Any, bytes]]
    ) -> None:
        self._portal = portal
        self._ask = ask

    def __call__(self) -> Asking:
        """Asks from outside of the loop."""
        return Asking(partial(self._portal.call, self._ask), lambda: None)

    def closed_loop(self, connections: int, seconds: float) -> list[float]:
        """The same as the function of that name, with a task for each connection."""
        return self._portal.call(self._all, connections, seconds)

    async def _all(self, connections: int, seconds: float) -> list[float]:
        taken: list[float] = []
        async with anyio.create_task_group() as group:
            for _ in range(connections):
                group.start_soon(self._ask)
        async with anyio.create_task_group() as group:
            for _ in range(connections):
                group.start_soon(self._asked, seconds, taken)
        return taken

    async def _asked(self, seconds: float, taken: list[float]) -> None:
        clock = time.perf_counter
        now = clock()
        end = now + seconds
        while now < end:
            await anyio.lowlevel.checkpoint()  # A question that waits for nothing lets others on.
            await self._ask()
            after = clock()
            taken.append(after - now)
            now = after


def over_http(url: str, query: str, variables: Variables) -> Client:
    """A client of a GraphQL service; the bytes of a question that stays the same are made once."""
    address = urlsplit(url)
    head = (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: application/json\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    )

    def made(given: Mapping[str, Any]) -> bytes:
        body = orjson.dumps({"query": query, "variables": given})
        return b"%s%d\r\n\r\n%s" % (head.encode(), len(body), body)

    same = b"" if callable(variables) else made(variables)

    def connected() -> Asking:
        connection = socket.create_connection((address.hostname, address.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = connection.makefile("rb", buffering=65_536)

        def ask() -> bytes:
            connection.sendall(made(variables()) if callable(variables) else same)
            return _answer(reader)

        return Asking(ask, connection.close)

    return connected


def _answer(reader: Any) -> bytes:
    status, length, chunked = reader.readline(), 0, False
    while (line := reader.readline().lower()) != b"\r\n":
        if line.startswith(b"content-length:"):
            length = int(line[15:])
        chunked = chunked or line.startswith(b"transfer-encoding: chunked")
    body = b"".join(_chunks(reader)) if chunked else reader.read(length)
    if b" 200 " not in status:
        raise RuntimeError(f"{status!r}: {body[:2_000]!r}")
    return body


def _chunks(reader: Any) -> Any:
    while size := int(reader.readline(), 16):
        yield reader.read(size)
        reader.readline()
    reader.readline()


def through_driver(driver: neo4j.Driver, text: Any, parameters: Mapping[str, Any]) -> Client:
    """A client that sends the statement itself, and makes JSON of the one value it returns."""
    given = dict(parameters)

    def connected() -> Asking:
        def ask() -> bytes:
            with driver.session(default_access_mode="READ") as session:
                [record] = session.run(text, given)
                return orjson.dumps({"data": record[0]})

        return Asking(ask, lambda: None)

    return connected


def in_transactions(
    driver: neo4j.Driver, texts: Sequence[str], rows: Callable[[], Mapping[str, Any]]
) -> Client:
    """A client that writes these rows by these statements, in one transaction each time.

    The answer is the one value that one of them returns.
    """

    def connected() -> Asking:
        def ask() -> bytes:
            given = dict(rows())
            with driver.session() as session, session.begin_transaction() as transaction:
                results = [list(transaction.run(cast("Any", text), given)) for text in texts]
                transaction.commit()
            [record] = [one for records in results for one in records]
            return orjson.dumps({"data": record[0]})

        return Asking(ask, lambda: None)

    return connected


def by_statements(driver: neo4j.Driver, sent: Sequence[tuple[str, Mapping[str, Any]]]) -> Client:
    """A client that sends these statements one after the other, and makes JSON of all rows."""

    def connected() -> Asking:
        def ask() -> bytes:
            with driver.session(default_access_mode="READ") as session:
                rows = [
                    [record.values() for record in session.run(cast("Any", text), dict(parameters))]
                    for text, parameters in sent
                ]
                return orjson.dumps(rows, default=str)

        return Asking(ask, lambda: None)

    return connected


def closed_loop(client: Client, connections: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds, while so many clients asked for that long.

    Each has asked once before.
    """
    if isinstance(client, InLoop):
        return client.closed_loop(connections, seconds)
    taken: list[list[float]] = [[] for _ in range(connections)]
    start = threading.Barrier(connections)
    errors: list[BaseException] = []

    def loop(place: int) -> None:
        try:
            with closing(client()) as asking:
                asking.ask()
                start.wait()
                _asked(asking.ask, seconds, taken[place])
        except BaseException as error:
            errors.append(error)
            start.abort()

    threads = [threading.Thread(target=loop, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [one for some in taken for one in some]


def _asked(ask: Ask, seconds: float, taken: list[float]) -> None:
    clock = time.perf_counter
    now = clock()
    end = now + seconds
    while now < end:
        ask()
        after = clock()
        taken.append(after - now)
        now = after
