"""The graph and the store of a service: reached, checked and made ready for requests."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypedDict, TypeVar

import anyio

from app.blobs.store import Store, opened_store
from app.errors import CannotRun, Unavailable
from app.graph.connection import connected
from app.graph.faults import WrongCredentials
from app.graph.schema import apply_schema, upgrade_data
from app.graph.session import Graph
from app.settings import PREFIX, Settings

T = TypeVar("T")
Say = Callable[[str], None]

WAIT = 60.0
"""Seconds that a server which is not there yet is waited for."""

OLDEST = (5, 26)
"""The oldest release of Neo4j that the statements are written for."""


class State(TypedDict):
    """What requests can reach, and how far, as Starlette's lifespan state."""

    graph: Graph
    store: Store
    max_nodes: int


class NotReady(CannotRun):
    """A server cannot be used; the message is a sentence that names the setting to look at."""


@asynccontextmanager
async def opened(settings: Settings, say: Say, *, wait: float = WAIT) -> AsyncGenerator[State]:
    """The graph with its schema applied, and the store with its bucket.

    Raises NotReady when a server does not come within `wait` seconds or cannot be used, and
    SchemaMismatch when the graph belongs to a newer version.
    """
    assert settings.neo4j_uri is not None  # noqa: S101
    assert settings.neo4j_password is not None  # noqa: S101
    password = settings.neo4j_password.get_secret_value()
    async with connected(
        settings.neo4j_uri,
        settings.neo4j_user,
        password,
        timeout=settings.request_timeout,
        connections=settings.connections,
        line=settings.max_waiting,
    ) as graph:
        await _prepare_graph(graph, settings, say, wait)
        async with opened_store(settings) as store:
            await _waited(store.ensure_bucket, "S3_ENDPOINT", settings.s3_endpoint, say, wait)
            yield State(graph=graph, store=store, max_nodes=settings.max_nodes)


def is_too_old(version: str) -> bool:
    """Whether a release of Neo4j is older than the statements are written for."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST


async def _prepare_graph(graph: Graph, settings: Settings, say: Say, wait: float) -> None:
    try:
        version, _ = await _waited(graph.server, "NEO4J_URI", settings.neo4j_uri, say, wait)
    except WrongCredentials:
        raise NotReady(
            f"Neo4j at {settings.neo4j_uri} refuses user {settings.neo4j_user}:"
            f" look at {PREFIX}NEO4J_USER and {PREFIX}NEO4J_PASSWORD."
        ) from None
    if is_too_old(version):
        oldest = ".".join(map(str, OLDEST))
        raise NotReady(
            f"Neo4j at {settings.neo4j_uri} is {version}; {oldest} or newer is needed."
            f" Point {PREFIX}NEO4J_URI at such a server."
        )
    # Of several that begin at once, all but one may be turned away: the next attempt finds it done.
    for prepare in (apply_schema, upgrade_data):
        await _waited(partial(prepare, graph), "NEO4J_URI", settings.neo4j_uri, say, wait)


async def _waited(
    attempt: Callable[[], Awaitable[T]], name: str, address: str | None, say: Say, wait: float
) -> T:
    deadline = anyio.current_time() + wait
    said = False
    while True:
        try:
            return await attempt()
        except Unavailable as away:
            if anyio.current_time() > deadline:
                raise NotReady(
                    f"Nothing usable answers at {address} after {wait:.0f} seconds:"
                    f" look at {PREFIX}{name}. ({away})"
                ) from away
            if not said:
                say(f"Waiting for {address} ({PREFIX}{name}), up to {wait:.0f} seconds ...")
                said = True
            await anyio.sleep(0.5)
