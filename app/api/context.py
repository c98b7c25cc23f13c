"""What every resolver of a request can reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from app.graph.bookmarks import Bookmarks

if TYPE_CHECKING:
    from app.blobs.store import Store
    from app.graph.feed import Feed
    from app.graph.session import Graph


BOOKMARK = "Artifact-Graph-Bookmark"
"""The header in which a request hands back what a mutation answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The servers of a request, what it must see of them, and how many artifacts it may be shown.

    With `finish` false, answers are completed the ordinary way. Only a service has a feed, and a
    `timeout`: the seconds that each operation may take.
    """

    graph: Graph
    store: Store
    max_nodes: int
    feed: Feed | None = None
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    timeout: float | None = None
    finish: bool = True


def context_of(request: HTTPConnection) -> Context:
    """What the resolvers of this request can reach."""
    state, bookmarks = request.state, Bookmarks(request.headers.get(BOOKMARK))
    return Context(
        graph=state.graph.after(bookmarks),
        store=state.store,
        max_nodes=state.max_nodes,
        feed=state.feed,
        bookmarks=bookmarks,
        timeout=state.graph.timeout,
    )
