"""The servers that the whole suite runs on, and a graph that each test finds empty."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import neo4j
import pytest

from app.blobs.store import Store, opened_store
from app.graph.schema import apply_schema
from app.graph.session import Graph, connected
from app.settings import Settings
from tests.bucket import Bucket
from tests.client import Api, served
from tests.contents import Seed

MARKER = "artifact-graph-test-suite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the suite's servers are."""

    neo4j_uri: str
    neo4j_user: str
    neo4j_password: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--servers", choices=("local", "given"), default="local")


def pytest_configure() -> None:
    """Forgets the settings of a service that the environment has: tests make their own."""
    for name in [name for name in os.environ if name.startswith("ARTIFACT_GRAPH_")]:
        if not name.startswith("ARTIFACT_GRAPH_TEST_"):
            del os.environ[name]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Servers]:
    names = Servers.__slots__
    if request.config.getoption("--servers") == "given":
        yield Servers(**{name: os.environ[f"ARTIFACT_GRAPH_TEST_{name.upper()}"] for name in names})
        return
    from app.local import running

    data: Path = tmp_path_factory.mktemp("servers")
    with running(data, say=print) as local:
        yield Servers(**{name: getattr(local, name) for name in names})


@pytest.fixture(scope="session")
def driver(servers: Servers) -> Iterator[neo4j.Driver]:
    """A driver of the tests' own, to look at the graph and to empty it."""
    made = neo4j.GraphDatabase.driver(
        servers.neo4j_uri,
        auth=(servers.neo4j_user, servers.neo4j_password),
        notifications_min_severity="OFF",
    )
    with closing(made):
        _refuse_a_graph_of_somebody_else(made)
        yield made


def _refuse_a_graph_of_somebody_else(driver: neo4j.Driver) -> None:
    driver.verify_connectivity()
    rows = driver.execute_query(
        "RETURN EXISTS { (n) WHERE NOT n:SchemaFile } AS full,"
        " EXISTS { (:TestSuite {name: $name}) } AS ours",
        name=MARKER,
    ).records
    if rows[0]["full"] and not rows[0]["ours"]:
        pytest.exit("the graph holds something that this suite did not make; it empties the graph")
    driver.execute_query("MERGE (:TestSuite {name: $name})", name=MARKER)


@pytest.fixture(scope="session")
async def open_graph(servers: Servers, driver: neo4j.Driver) -> AsyncGenerator[Graph]:
    async with connected(
        servers.neo4j_uri, servers.neo4j_user, servers.neo4j_password, timeout=15
    ) as made:
        await apply_schema(made)
        yield made


@pytest.fixture
def graph(open_graph: Graph, driver: neo4j.Driver) -> Graph:
    """The graph, empty but for its schema."""
    _empty(driver)
    return open_graph


def _empty(driver: neo4j.Driver) -> None:
    """Deletes what the model has, and the `Other` nodes that tests make beside it."""
    with driver.session() as session:
        session.run(
            "MATCH (n:Story|Run|AgentStep|Artifact|Blob|Upload|Request|Lock|Event|Other)"
            " CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
        ).consume()


@pytest.fixture(scope="session")
def settings(servers: Servers) -> Settings:
    """The settings of a service on the suite's servers; nothing of the environment is in them."""
    return Settings(
        _env_file=None,
        neo4j_uri=servers.neo4j_uri,
        neo4j_user=servers.neo4j_user,
        neo4j_password=servers.neo4j_password,
        s3_endpoint=servers.s3_endpoint,
        s3_access_key=servers.s3_access_key,
        s3_secret_key=servers.s3_secret_key,
        s3_bucket="artifact-graph-tests",
    )


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
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.fixture
def api(http: httpx.AsyncClient, graph: Graph) -> Api:
    """The API over HTTP, on a graph that is empty but for its schema."""
    return Api(http)
