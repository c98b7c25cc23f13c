"""Reads, and writes in one transaction."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any, LiteralString, TypeVar, cast

import anyio
import anyio.lowlevel
import neo4j
from neo4j import exceptions

from app.errors import DeadlineExceeded, TooComplex
from app.graph.bookmarks import Bookmarks
from app.graph.deadline import seconds_left
from app.graph.faults import in_memory, timed_out, translated
from app.graph.gate import Gate
from app.graph.statements import CYPHER, Statement, load_statement
from app.graph.transaction import Transaction
from app.measures import GRAPH_SECONDS, timed
from app.pulse import Pulse
from app.traces import statement_span

T = TypeVar("T")

READ_TRIES = 4
"""A read is tried this often when the server says that trying again may work."""

_VERSION = load_statement(CYPHER / "Server" / "version.cypher")

_DATABASE = load_statement(CYPHER / "Server" / "home_database.cypher")


class Graph:
    """A graph database, reached through one driver; `gate` is what requests come in by."""

    def __init__(
        self,
        driver: neo4j.AsyncDriver,
        pulse: Pulse,
        gate: Gate,
        *,
        timeout: float = 15.0,
        bookmarks: Bookmarks | None = None,
    ) -> None:
        self._driver = driver
        self._pulse = pulse
        self.gate = gate
        self.timeout = timeout
        """Seconds that each transaction may take."""
        self._bookmarks = bookmarks
        self.statements = 0
        """How many statements were sent for reads, so that tests can count them."""

    def after(self, bookmarks: Bookmarks) -> Graph:
        """The same graph for one request: it sees what the bookmarks stand for, and its writes.

        What it asks for has to wait for its turn, and may be refused with Overloaded, while nothing
        was written for the request.
        """
        return Graph(
            self._driver, self._pulse, self.gate, timeout=self.timeout, bookmarks=bookmarks
        )

    async def read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Runs one statement in a read transaction of its own; rows are lists of values.

        Raises Unavailable when the server does not answer, DeadlineExceeded when it was too slow,
        TooComplex when it needed too much memory.
        """
        with timed(GRAPH_SECONDS, "read"), translated(), self._in_time():
            async with self._turn():
                return await self._pulse.wait_for(self._read(text, parameters))

    async def rows(self, statement: Statement, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement, by the names of its columns; raises what `read` raises."""
        statement.check(parameters)
        rows = await self.read(statement.text, parameters)
        return [dict(zip(statement.returns, row, strict=True)) for row in rows]

    async def plan(self, text: str, parameters: Mapping[str, Any]) -> None:
        """Has the server plan a statement, and keep the plan for when it is read.

        Raises Unavailable when the server does not answer.
        """
        await self.read(f"EXPLAIN {text}", parameters)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Does the work in one transaction, again from its start while the server says retry.

        The work must have no effect outside the transaction, since it may be done more than once.
        Once begun it comes to its end, even if its client goes away.
        Raises Unavailable when the server does not answer, DeadlineExceeded when it was too slow,
        TooComplex when it needed too much memory.
        """
        with timed(GRAPH_SECONDS, "write"), _unchanged(), translated(), self._in_time():
            async with self._turn(), self._session("WRITE") as session:
                with self._in_time(shield=True) as limit:
                    return await self._written(session, self._unit(work, limit))
            raise AssertionError("a shielded block is not cancelled")

    def _unit(
        self, work: Callable[[Transaction], Awaitable[T]], limit: anyio.CancelScope
    ) -> Callable[[neo4j.AsyncManagedTransaction], Awaitable[T]]:
        """The work for the driver: its limit holds until it is committed, which is not cut off."""
        deadline = limit.deadline

        @neo4j.unit_of_work(timeout=self.timeout)
        async def unit(transaction: neo4j.AsyncManagedTransaction) -> T:
            limit.deadline = deadline
            writing = Transaction(transaction)
            done = await work(writing)
            await writing.flush()
            await anyio.lowlevel.checkpoint_if_cancelled()
            limit.deadline = float("inf")
            return done

        return unit

    async def server(self) -> tuple[str, str]:
        """The version of the server, such as 5.26.29, and its edition, such as community."""
        [[version, edition]] = await self.read(_VERSION.text, {})
        return version, edition

    async def home_database(self) -> tuple[str, str, str]:
        """The database that is used: its name, its status and how it can be accessed."""
        [[name, status, access]] = await self.read(_DATABASE.text, {})
        return name, status, access

    async def command(self, statement: Statement, **parameters: object) -> None:
        """Runs a schema command, which cannot share a transaction with anything, to its end.

        Raises Unavailable, too, when another process made the same between its look and its end:
        `IF NOT EXISTS` does not see that.
        """
        query: Any = neo4j.Query(cast("LiteralString", statement.text), timeout=0)
        with translated():
            async with self._session("WRITE") as session:
                await (await session.run(query, parameters)).consume()

    async def _written(
        self,
        session: neo4j.AsyncSession,
        unit: Callable[[neo4j.AsyncManagedTransaction], Awaitable[T]],
    ) -> T:
        done = await self._pulse.wait_for(session.execute_write(unit))
        if self._bookmarks is not None:
            self._bookmarks.move_on((await session.last_bookmarks()).raw_values)
        return done

    async def _read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        query: Any = neo4j.Query(cast("LiteralString", text), timeout=self.timeout)
        for tried in range(1, READ_TRIES + 1):
            try:
                self.statements += 1
                with statement_span("read", text), in_memory():
                    return await self._rows(query, parameters)
            except exceptions.Neo4jError as error:
                if tried == READ_TRIES or not error.is_retryable() or timed_out(error):
                    raise
            except exceptions.DriverError as error:
                if tried == READ_TRIES or not error.is_retryable():
                    raise
            await anyio.sleep(random.uniform(0.01, 0.03) * 2**tried)  # noqa: S311
        raise AssertionError("the loop returns or raises")

    async def _rows(self, query: Any, parameters: Mapping[str, Any]) -> list[list[Any]]:
        async with self._session("READ") as session:
            result = await session.run(query, dict(parameters))
            return [record.values() async for record in result]

    def _turn(self) -> AbstractAsyncContextManager[None]:
        """A place among the requests, for what is asked for one."""
        if self._bookmarks is None:
            return nullcontext()
        return self.gate.place(begun=bool(self._bookmarks.written))

    def _session(self, access: str) -> neo4j.AsyncSession:
        return self._driver.session(  # pyright: ignore[reportUnknownMemberType]
            default_access_mode=access,
            bookmarks=self._bookmarks.for_driver() if self._bookmarks else None,
        )

    @contextmanager
    def _in_time(self, *, shield: bool = False) -> Generator[anyio.CancelScope]:
        """Ends what takes longer than it may; the server's own limit counts the statement alone."""
        try:
            with anyio.fail_after(min(self.timeout, seconds_left()), shield=shield) as scope:
                yield scope
        except TimeoutError as late:
            behind = ", or is not as far as the bookmark yet" if self._bookmarks else ""
            raise DeadlineExceeded(f"the graph took too long{behind}") from late


@contextmanager
def _unchanged() -> Generator[None]:
    """Adds to what ends a write that it was undone."""
    try:
        yield
    except (DeadlineExceeded, TooComplex) as ended:
        raise type(ended)(f"{ended.message}; nothing was changed") from ended
