"""What one request costs.

`python -m tests.work TIMES` counts the blocks of memory that the answer to the request on standard
input takes, on the servers of the environment: in a process of its own, since whatever else happens
in a process takes some, too.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio

from app.blobs.store import Store, opened_store
from app.graph.connection import connected
from app.graph.feed import Feed
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings

Asking = Callable[[], Awaitable[bytes]]


def asking(settings: Settings, graph: Graph, store: Store, body: dict[str, Any]) -> Asking:
    """Asks the whole application, from the bytes of a request to those of its answer."""
    app, sent = create_app(settings), json.dumps(body).encode()
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    state = {"graph": graph, "store": store, "max_nodes": settings.max_nodes, "feed": Feed(15)}

    async def ask() -> bytes:
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b""}
        answer, messages = list[bytes](), [{"type": "http.request", "body": sent}]

        async def receive() -> dict[str, Any]:
            if not messages:
                await anyio.sleep_forever()  # The client stays, and sends no more.
            return messages.pop()

        async def send(message: Any) -> None:
            answer.append(message.get("body", b""))

        await app({**scope, "headers": headers, "state": dict(state)}, receive, send)
        return b"".join(answer)

    return ask


async def most_blocks(ask: Asking) -> int:
    """How many blocks more than before are allocated at once, as seen whenever a function is called
    or returns."""
    gc.collect()
    gc.disable()
    most = before = sys.getallocatedblocks()

    def look(*_: object) -> None:
        nonlocal most
        most = max(most, sys.getallocatedblocks())

    sys.setprofile(look)
    await ask()
    sys.setprofile(None)
    gc.enable()
    return most - before


async def main(times: int) -> None:
    """Prints the count."""
    settings, body = Settings(), json.load(sys.stdin)
    assert settings.neo4j_uri
    assert settings.neo4j_password
    password = settings.neo4j_password.get_secret_value()
    timeout = settings.request_timeout
    async with (
        connected(settings.neo4j_uri, settings.neo4j_user, password, timeout=timeout) as graph,
        opened_store(settings) as store,
    ):
        ask = asking(settings, graph, store, body)
        assert b'"errors"' not in await ask()
        print(min([await most_blocks(ask) for _ in range(times)]))


if __name__ == "__main__":
    anyio.run(main, int(sys.argv[1]))
