"""Cancels the work for a client that has disconnected."""

from __future__ import annotations

import asyncio

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 0.05
"""Seconds after which the connection of the client is watched."""


class Present:
    """Ends the work for a request whose client has gone before the answer begins.

    Its statement in the graph ends, too; but a transaction that writes comes to its end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        client = _Client(receive, send, bodiless=scope["method"] in {"GET", "HEAD"})
        watches: list[asyncio.Task[None]] = []

        async def watch() -> None:
            await client.gone()
            work.cancel()

        with anyio.CancelScope() as work:
            # A request that is answered sooner starts no task.
            timer = asyncio.get_running_loop().call_later(
                PATIENCE, lambda: watches.append(asyncio.create_task(watch()))
            )
            try:
                await self._app(scope, client.receive, client.send)
            finally:
                timer.cancel()
                for one in watches:
                    one.cancel()


class _Client:
    """Who sent one request, what was heard of it, and whether it is being answered."""

    def __init__(self, receive: Receive, send: Send, *, bodiless: bool) -> None:
        self._receive = receive
        self._send = send
        self._read = anyio.Event()
        self._answered = False
        if bodiless:
            self._read.set()

    async def receive(self) -> Message:
        """The next of the request."""
        message = await self._receive()
        if not message.get("more_body", False):
            self._read.set()
        return message

    async def send(self, message: Message) -> None:
        """Sends the next of the answer."""
        self._answered = True
        await self._send(message)

    async def gone(self) -> None:
        """Returns when the client goes before it is answered; looks when all of it was read."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._answered:
            await anyio.sleep_forever()
