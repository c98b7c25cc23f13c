"""The service's schema in the process of the benchmark, asked as the endpoint asks it: no HTTP."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

import orjson
from anyio.from_thread import BlockingPortal, start_blocking_portal

from app.api.context import Context
from app.api.schema import schema
from app.cli.http_server import GARBAGE
from app.graph.bookmarks import Bookmarks
from app.local import Servers
from app.servers import State, opened
from bench.clients import InLoop, Variables
from bench.services import settings


class InProcess:
    """The servers that resolvers reach, and the event loop in which they do."""

    def __init__(self, portal: BlockingPortal, state: State) -> None:
        self._portal = portal
        self._state = state

    def client(self, text: str, variables: Variables) -> InLoop:
        """A client of the schema; an answer with errors raises."""

        async def ask() -> bytes:
            given = variables() if callable(variables) else variables
            result = await schema.execute(text, dict(given), self._context())
            if result.errors:
                raise RuntimeError(f"{result.errors}"[:2_000])
            return orjson.dumps({"data": result.data})

        return InLoop(self._portal, ask)

    def _context(self) -> Context:
        bookmarks, state = Bookmarks(None), self._state
        return Context(
            graph=state["graph"].after(bookmarks),
            store=state["store"],
            max_nodes=state["max_nodes"],
            bookmarks=bookmarks,
        )


@contextmanager
def opened_here(servers: Servers) -> Generator[InProcess]:
    """The schema on these servers; garbage is collected as seldom as in the service."""
    threshold = gc.get_threshold()
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(opened(settings(servers), print)) as state,
    ):
        gc.set_threshold(GARBAGE)
        try:
            yield InProcess(portal, state)
        finally:
            gc.set_threshold(*threshold)
