"""A service with the demo's stories, and a browser."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest
from playwright.async_api import Browser

from app.blobs.store import Store
from app.demo.load import load_demo
from app.graph.session import Graph
from app.settings import Settings
from tests.held import Held
from web.tests.browser import Visit, started, visiting


@pytest.fixture(scope="module")
async def address(
    http: httpx.AsyncClient,
    settings: Settings,
    open_graph: Graph,
    open_store: Store,
    held: Held,
) -> str:
    """Where a service answers that has the demo's stories."""
    await held.empty()
    await load_demo(settings, print)
    return str(http.base_url)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    async with started() as made:
        yield made


@pytest.fixture
async def visit(browser: Browser, address: str) -> AsyncGenerator[Visit]:
    """A page of a browser that was never here before."""
    async with visiting(browser, address) as made:
        yield made
