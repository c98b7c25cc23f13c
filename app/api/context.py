"""What every resolver of a request can reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from app.domain.events import LOCAL_ACTOR
from app.domain.values import checked_name
from app.errors import BadInput
from app.graph.bookmarks import Bookmarks

if TYPE_CHECKING:
    from app.blobs.store import Store
    from app.graph.feed import Feed
    from app.graph.session import Graph


BOOKMARK = "Artifact-Graph-Bookmark"
"""The header in which a request hands back what a mutation answered."""
ACTOR = "Artifact-Graph-Actor"
"""The header in which a client says who writes, and the same in the payload of a socket's
`connection_init`. Nobody verifies it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The servers of a request, what it must see of them, and how many artifacts it may be shown.

    With `finish` false, answers are completed the ordinary way. Only a service has a feed, and a
    `timeout`: the seconds that each operation may take. The `actor` is who writes, by their own
    account. It is `changed` while an answer is made of a lineage that changed while it was walked.
    """

    graph: Graph
    store: Store
    max_nodes: int
    feed: Feed | None = None
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    timeout: float | None = None
    finish: bool = True
    actor: str = LOCAL_ACTOR
    changed: bool = False


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


def actor_of(headers: Headers) -> str:
    """Who writes, by the header of a request; `local` when it has none.

    Raises BadInput for what is no name in UTF-8, and for a header that comes more than once.
    """
    values = headers.getlist(ACTOR)
    if not values:
        return LOCAL_ACTOR
    if len(values) > 1:
        raise BadInput(f"{ACTOR} must be given once")
    try:
        return checked_name(values[0].encode("latin-1").decode(), ACTOR)
    except UnicodeDecodeError:
        raise BadInput(f"{ACTOR} must be UTF-8") from None
