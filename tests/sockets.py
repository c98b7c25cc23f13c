"""Clients that watch: GraphQL over a WebSocket, and over a stream of events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.waiting import HANG

CHANGES = """subscription ($of: ArtifactScope!, $after: String) {
  artifactChanged(of: $of, after: $after) {
    cursor key event { kind } artifact { id name state } } }"""
PROGRESS = """subscription ($id: ID!, $after: String) { runProgress(runId: $id, after: $after) {
  cursor steps begun ended artifacts run { status } } }"""


@dataclass(kw_only=True)
class Watcher:
    """One subscription of a socket."""

    socket: ClientConnection
    cursor: str | None = None
    seen: list[Any] = field(default_factory=list[Any])

    async def message(self) -> dict[str, Any]:
        """The next message of the protocol."""
        return json.loads(await asyncio.wait_for(self.socket.recv(), HANG))

    async def next(self) -> Any:
        """What the next message tells, without its cursor, which is kept."""
        message = await self.message()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        [told] = message["payload"]["data"].values()
        self.cursor = told.pop("cursor")
        return told

    async def change(self) -> tuple[str, str]:
        """The kind of the next change, and the name of its artifact."""
        told = await self.next()
        self.seen.append(told["key"])
        return told["event"]["kind"], told["artifact"]["name"]

    async def code(self) -> str:
        """The code with which the subscription is refused or ended."""
        message = await self.message()
        payload = message["payload"]
        errors = payload if message["type"] == "error" else payload["errors"]
        return errors[0]["extensions"]["code"]


@asynccontextmanager
async def socket_of(
    http: httpx.AsyncClient, said: dict[str, Any] | None = None, **options: Any
) -> AsyncGenerator[ClientConnection]:
    """A socket that is acknowledged; `said` is the payload of its first message."""
    address = str(http.base_url).replace("http", "ws", 1).rstrip("/") + "/graphql"
    protocol = Subprotocol("graphql-transport-ws")
    options = {"open_timeout": HANG, **options}
    async with connect(address, subprotocols=[protocol], **options) as socket:
        payload = {} if said is None else {"payload": said}
        await socket.send(json.dumps({"type": "connection_init", **payload}))
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        yield socket


@asynccontextmanager
async def watching(
    http: httpx.AsyncClient, query: str, operation: str | None = None, **variables: Any
) -> AsyncGenerator[Watcher]:
    """One subscription on a socket of its own."""
    async with socket_of(http) as socket:
        payload = {"query": query, "variables": variables, "operationName": operation}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        yield Watcher(socket=socket, cursor=variables.get("after"))


@asynccontextmanager
async def changes(
    http: httpx.AsyncClient, after: str | None = None, **of: str
) -> AsyncGenerator[Watcher]:
    """A watcher of changes, to which all is told that happens from now on, or after a cursor."""
    async with watching(http, CHANGES, of=of, after=after) as made:
        if after is None:
            assert await made.next() == {"key": None, "event": None, "artifact": None}
        yield made
