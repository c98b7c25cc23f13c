"""Ways to ask the schema of a graph that a test, or a module of tests, has filled."""

from __future__ import annotations

import neo4j
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from tests.asking import Ask
from tests.conftest import _empty
from tests.library import Library, library


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
