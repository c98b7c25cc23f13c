"""Ways to ask the schema of a graph that a test, or a module of tests, has filled."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import neo4j
import pytest

from app.blobs.store import Store
from app.graph.checks import run_checks
from app.graph.session import Graph
from app.settings import Settings
from conftest import _empty
from tests.asking import Ask
from tests.client import Api
from tests.library import Library, library
from tests.world import World, a_world


@pytest.fixture
def ask(graph: Graph, settings: Settings) -> Ask:
    """Asks the schema of a graph that is empty but for its schema."""
    return Ask(graph=graph, store=Store(settings))


@pytest.fixture(scope="module")
def books(open_graph: Graph, driver: neo4j.Driver) -> Library:
    """A library that a module of tests reads and does not change."""
    _empty(driver)
    return library(driver)


@pytest.fixture
def reader(books: Library, open_graph: Graph, settings: Settings) -> Ask:
    """Asks the schema of the library."""
    return Ask(graph=open_graph, store=Store(settings))


@pytest.fixture(scope="module")
async def world(http: httpx.AsyncClient, open_graph: Graph, driver: neo4j.Driver) -> World:
    """A world that a module of tests reads, and in which everything that it does is refused."""
    _empty(driver)
    return await a_world(Api(http), driver)


@pytest.fixture
async def sound(open_graph: Graph) -> AsyncGenerator[None]:
    """Whatever a test did, every invariant of the graph holds after it."""
    yield
    assert {name: rows for name, rows in (await run_checks(open_graph)).items() if rows} == {}
