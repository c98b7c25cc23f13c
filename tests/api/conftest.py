"""Ways to ask the schema of a graph that a test, or a module of tests, has filled."""

from __future__ import annotations

import httpx
import neo4j
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from tests.asking import Ask
from tests.client import Api
from tests.held import Held
from tests.library import Library, library
from tests.waiting import HANG
from tests.world import World, a_world


@pytest.fixture
def ask(graph: Graph, settings: Settings) -> Ask:
    """Asks the schema of a graph that is empty but for its schema."""
    return Ask(graph=graph, store=Store(settings))


@pytest.fixture
async def books(open_graph: Graph, driver: neo4j.Driver, held: Held) -> Library:
    """A library that tests read and do not change."""

    def make() -> Library:
        made = library(driver)
        plan_by_what_is_there(driver)
        return made

    return await held.fill("library", make)


def plan_by_what_is_there(driver: neo4j.Driver) -> None:
    """Has plans made by the graph as it is: samples of its indexes may be of what was there before,
    and are renewed in the background."""
    driver.execute_query("CALL db.prepareForReplanning($seconds)", seconds=int(HANG))


@pytest.fixture
def reader(books: Library, open_graph: Graph, settings: Settings) -> Ask:
    """Asks the schema of the library."""
    return Ask(graph=open_graph, store=Store(settings))


@pytest.fixture
async def world(
    http: httpx.AsyncClient, open_graph: Graph, driver: neo4j.Driver, held: Held
) -> World:
    """A world that tests read, and in which everything that they do is refused."""
    if not held.has("world"):
        await held.empty()
        held.keep("world", await a_world(Api(http), driver))
    return held.made
