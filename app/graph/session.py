"""Reads, and writes in one transaction: the only calls to the Neo4j driver."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, LiteralString, TypeVar, cast

import anyio
import neo4j
from neo4j import exceptions

from app.errors import CannotRun, DeadlineExceeded, Unavailable
from app.graph.statements import CYPHER, Statement, load_statement
from app.pulse import Pulse

T = TypeVar("T")

CONNECTIONS = 100
"""How many reads and writes there are at once; others wait for up to three seconds."""
READ_TRIES = 4
"""A read is tried this often when the server says that trying again may work."""

_VERSION = load_statement(CYPHER / "Server" / "version.cypher")

_MADE_JUST_NOW = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"

_TIMEOUT_CODES = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout",
)
_TOO_MANY_TRIES = "Neo.ClientError.Security.AuthenticationRateLimit"

_AWAY = (
    exceptions.ServiceUnavailable,
    exceptions.SessionExpired,
    exceptions.ConnectionPoolError,
    exceptions.UnsupportedServerProduct,
)
"""What the driver raises without a server; the rest of its own errors are about its use."""


class WrongCredentials(CannotRun):
    """The server refuses the user or the password."""


class Transaction:
    """A write under way; whatever is raised inside it undoes all of it."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction) -> None:
        self._transaction = transaction

    async def run(self, statement: Statement, **parameters: object) -> list[dict[str, Any]]:
        """Runs a statement with exactly its parameters, and returns its rows."""
        if statement.parameters != parameters.keys():
            odd = ", ".join(sorted(statement.parameters ^ parameters.keys()))
            raise TypeError(f"{statement.name}: wrong parameters: {odd}")
        query: Any = statement.text
        result = await self._transaction.run(query, parameters)
        return [record.data() async for record in result]

    async def one(self, statement: Statement, **parameters: object) -> dict[str, Any] | None:
        """The only row of a statement, or None when it has none."""
        rows = await self.run(statement, **parameters)
        if len(rows) > 1:
            raise RuntimeError(f"{statement.name}: {len(rows)} rows where one was expected")
        return rows[0] if rows else None


class Graph:
    """A graph database, reached through one driver."""

    def __init__(self, driver: neo4j.AsyncDriver, pulse: Pulse, *, timeout: float = 15.0) -> None:
        self._driver = driver
        self._pulse = pulse
        self._timeout = timeout
        self.statements = 0
        """How many statements were sent for reads, so that tests can count them."""

    async def read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Runs one statement in a read transaction of its own; rows are lists of values.

        Raises Unavailable when the server does not answer, DeadlineExceeded when it was too slow.
        """
        with translated():
            return await self._pulse.attend(self._read(text, parameters))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Does the work in one transaction, again from its start while the server says retry.

        The work must have no effect outside the transaction, since it may be done more than once.
        Raises Unavailable when the server does not answer, DeadlineExceeded when it was too slow.
        """

        @neo4j.unit_of_work(timeout=self._timeout)
        async def unit(transaction: neo4j.AsyncManagedTransaction) -> T:
            return await work(Transaction(transaction))

        with translated():
            async with self._session("WRITE") as session:
                return await self._pulse.attend(session.execute_write(unit))

    async def server_version(self) -> str:
        """The version of the server, such as 5.26.29."""
        rows = await self.read(_VERSION.text, {})
        return str(rows[0][0])

    async def command(self, statement: Statement) -> None:
        """Runs a schema command, which cannot share a transaction with anything.

        Raises Unavailable, too, when another process made the same between its look and its end:
        `IF NOT EXISTS` does not see that.
        """
        query: Any = statement.text
        with translated():
            async with self._session("WRITE") as session:
                await (await session.run(query)).consume()

    async def _read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        query: Any = neo4j.Query(cast("LiteralString", text), timeout=self._timeout)
        for tried in range(1, READ_TRIES + 1):
            try:
                self.statements += 1
                async with self._session("READ") as session:
                    result = await session.run(query, dict(parameters))
                    return [record.values() async for record in result]
            except exceptions.Neo4jError as error:
                if tried == READ_TRIES or not error.is_retryable() or _timed_out(error):
                    raise
            except exceptions.DriverError as error:
                if tried == READ_TRIES or not error.is_retryable():
                    raise
            await anyio.sleep(random.uniform(0.01, 0.03) * 2**tried)  # noqa: S311
        raise AssertionError("the loop returns or raises")

    def _session(self, access: str) -> neo4j.AsyncSession:
        return self._driver.session(default_access_mode=access)  # pyright: ignore[reportUnknownMemberType]


@asynccontextmanager
async def connected(uri: str, user: str, password: str, *, timeout: float) -> AsyncGenerator[Graph]:
    """A graph whose driver is closed at the end; it does not wait for the server.

    `timeout` is in seconds, for each transaction. A server that hangs is told from one that is busy
    by a second driver, so that UNAVAILABLE comes within five seconds: one alone takes silence for a
    long statement, and waits for two minutes.
    """
    driver = _driver(uri, user, password, max_connection_pool_size=CONNECTIONS)
    probe = _driver(uri, user, password, max_connection_pool_size=1)
    async with driver, probe:
        yield Graph(driver, Pulse("graph", partial(_answers, probe)), timeout=timeout)


def _driver(
    uri: str, user: str, password: str, *, max_connection_pool_size: int
) -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
        uri,
        auth=(user, password),
        connection_timeout=2,
        connection_acquisition_timeout=3,
        liveness_check_timeout=30,
        max_connection_pool_size=max_connection_pool_size,
        max_transaction_retry_time=4,
        initial_retry_delay=0.02,
        notifications_min_severity="OFF",
        user_agent="artifact-graph",
    )


async def _answers(driver: neo4j.AsyncDriver) -> bool:
    try:
        await driver.verify_connectivity()  # pyright: ignore[reportUnknownMemberType]
    except exceptions.AuthError:
        return True
    except (exceptions.DriverError, exceptions.Neo4jError):
        return False
    return True


@contextmanager
def translated() -> Generator[None]:
    """Turns what the driver raises when a server is away or slow into an AppError.

    What it raises where it is misused stays what it is: a bug, which is masked and logged.
    """
    try:
        yield
    except exceptions.Neo4jError as error:
        if isinstance(error, exceptions.AuthError) or error.code == _TOO_MANY_TRIES:
            raise WrongCredentials(
                "Neo4j refuses the user or the password:"
                " look at ARTIFACT_GRAPH_NEO4J_USER and ..._NEO4J_PASSWORD."
            ) from error
        if _timed_out(error):
            raise DeadlineExceeded("the graph took too long; nothing was changed") from error
        if error.is_retryable() or error.code == _MADE_JUST_NOW:
            raise Unavailable("the graph is busy or away; try again later") from error
        raise
    except _AWAY as error:
        raise Unavailable("the graph does not answer; try again later") from error


def _timed_out(error: exceptions.Neo4jError) -> bool:
    return error.code in _TIMEOUT_CODES
