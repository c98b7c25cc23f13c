"""How the service connects to Neo4j."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import neo4j
from neo4j import exceptions

from app.graph.gate import Gate
from app.graph.session import Graph
from app.pulse import PATIENCE, Pulse

CONNECTIONS = 100
"""How many reads and writes of requests there are at once, unless something else is said."""
LINE = 200
"""How many of them may wait."""
LINE_SECONDS = 3.0
"""Seconds that one of them may wait."""
PROBE_SECONDS = 1.5
"""Seconds in which the server has to answer a probe."""
SPARE = 10
"""Connections beyond those, for what the service itself asks."""


@asynccontextmanager
async def connected(
    uri: str,
    user: str,
    password: str,
    *,
    timeout: float,
    connections: int = CONNECTIONS,
    line: int = LINE,
    line_seconds: float = LINE_SECONDS,
    patience: float = PATIENCE,
) -> AsyncGenerator[Graph]:
    """A graph whose driver is closed at the end; it does not wait for the server.

    `timeout` is in seconds, for each transaction; `connections` are used at once for requests,
    `line` is how many of these may wait, and `line_seconds` for how long. A server that is silent
    for `patience` seconds is probed by a second driver, so that UNAVAILABLE comes within five
    seconds: one alone takes silence for a long statement, and waits for two minutes.
    """
    driver = neo4j.AsyncGraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
        uri,
        auth=(user, password),
        connection_timeout=2,
        connection_acquisition_timeout=3,
        liveness_check_timeout=30,
        max_connection_pool_size=connections + SPARE,
        max_transaction_retry_time=4,
        initial_retry_delay=0.02,
        notifications_min_severity="OFF",
        user_agent="artifact-graph",
    )
    prober = neo4j.GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
        uri,
        auth=(user, password),
        connection_timeout=PROBE_SECONDS - 0.5,
        connection_acquisition_timeout=PROBE_SECONDS,
        liveness_check_timeout=0,
        max_connection_pool_size=1,
        notifications_min_severity="OFF",
        user_agent="artifact-graph probe",
    )
    pulse = Pulse("graph", partial(_answers, prober), patience=patience)
    gate = Gate(places=connections, line=line, seconds=line_seconds)
    async with driver:
        with prober:
            try:
                yield Graph(driver, pulse, gate, timeout=timeout)
            finally:
                await pulse.aclose()


def _answers(driver: neo4j.Driver) -> bool:
    try:
        driver.verify_connectivity()  # pyright: ignore[reportUnknownMemberType]
    except exceptions.AuthError:
        return True
    except (exceptions.DriverError, exceptions.Neo4jError):
        return False
    return True
