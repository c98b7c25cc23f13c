"""The servers that the whole suite runs on, and a graph that each test finds empty."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from typing import Any

import httpx
import neo4j
import pytest

from app.blobs.store import Store, opened_store
from app.graph.connection import connected
from app.graph.schema import apply_schema
from app.graph.session import Graph
from app.settings import Settings
from tests.bucket import Bucket
from tests.claims import claim_bucket, claim_graph
from tests.client import Api, served
from tests.contents import Seed
from tests.held import Held
from tests.loops import TestLoop
from tests.servers import GIVEN, KINDS, Servers
from tests.waiting import HANG

pytest_plugins = ["tests.sharing", "tests.leftovers", "tests.soundness", "tests.examples"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--servers", choices=KINDS, default="local")


def pytest_configure(config: pytest.Config) -> None:
    """Forgets settings of a service, and that Ctrl-C is ignored, as it is by what a shell started
    with `&`: tests make their own settings, and press Ctrl-C in the processes that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--servers") == "given" and config.getoption("numprocesses", None):
        raise pytest.UsageError(
            "--servers=given needs --numprocesses=0: processes cannot share them"
        )
    for name in [name for name in os.environ if name.startswith("ARTIFACT_GRAPH_")]:
        if not name.startswith(GIVEN):
            del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """The event loop of tests and fixtures: of all, since a test that is not async may be the first
    to need a fixture that is."""
    return "asyncio", {"loop_factory": TestLoop}


@pytest.fixture(scope="session")
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Servers]:
    start = KINDS[request.config.getoption("--servers")]
    with start(tmp_path_factory.mktemp("servers")) as made:
        claim_bucket(Bucket(made.settings()))
        yield made


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A loopback port on which nothing listens, and which nobody else is given meanwhile."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


@pytest.fixture(scope="session")
def driver(servers: Servers) -> Iterator[neo4j.Driver]:
    """A driver of the tests' own, to look at the graph and to empty it."""
    made = neo4j.GraphDatabase.driver(
        servers.neo4j_uri,
        auth=(servers.neo4j_user, servers.neo4j_password),
        notifications_min_severity="OFF",
    )
    with closing(made):
        claim_graph(made)
        yield made


@pytest.fixture(scope="session")
async def open_graph(servers: Servers, driver: neo4j.Driver) -> AsyncGenerator[Graph]:
    async with connected(
        servers.neo4j_uri, servers.neo4j_user, servers.neo4j_password, timeout=HANG
    ) as made:
        await apply_schema(made)
        yield made


@pytest.fixture(scope="session")
def held(driver: neo4j.Driver) -> Held:
    """What the graph holds, for fixtures that fill it for several tests."""
    return Held(driver)


@pytest.fixture
async def graph(open_graph: Graph, held: Held) -> Graph:
    """The graph, empty but for its schema."""
    await held.empty()
    return open_graph


@pytest.fixture(scope="session")
def settings(servers: Servers) -> Settings:
    """The settings of a service on the suite's servers; nothing of the environment is in them."""
    return servers.settings()


@pytest.fixture(scope="session")
async def open_store(settings: Settings) -> AsyncGenerator[Store]:
    async with opened_store(settings) as made:
        await made.ensure_bucket()
        yield made


@pytest.fixture
def store(open_store: Store) -> Store:
    """The store, with a bucket of the suite's own, which holds what earlier tests left."""
    return open_store


@pytest.fixture
def bucket(settings: Settings, store: Store) -> Bucket:
    """The same bucket, past the service."""
    return Bucket(settings)


@pytest.fixture
def seed(graph: Graph, driver: neo4j.Driver, bucket: Bucket) -> Seed:
    """Makes artifacts with bytes, on a graph that is empty but for its schema."""
    return Seed(driver, bucket)


@pytest.fixture(scope="session")
async def http(settings: Settings, open_graph: Graph) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of one service that runs as long as the suite."""
    from app.main import create_app

    async with (
        served(create_app(settings)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        yield client


@pytest.fixture
def api(http: httpx.AsyncClient, graph: Graph) -> Api:
    """The API over HTTP, on a graph that is empty but for its schema."""
    return Api(http)
